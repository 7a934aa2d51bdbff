"""A template means the same whether it is compiled or was, and is compiled once."""

from typing import Any

import pytest
from ansible._internal._templating._jinja_bits import AnsibleEnvironment
from ansible.errors import AnsibleError
from ansible.template import Templar, trust_as_template
from ansible_collections.sluice.aws.plugins.plugin_utils.templates import compile_once


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were compiled."""
    texts: list[str] = []
    compile_anew = AnsibleEnvironment.compile

    def noted(self: Any, source: str) -> Any:
        texts.append(str(source))
        return compile_anew(self, source)

    monkeypatch.setattr(AnsibleEnvironment, "compile", noted)
    compile_once()
    return texts


def rendered(text: str, **variables: Any) -> Any:
    return Templar(variables=variables).template(trust_as_template(text))


def test_it_is_compiled_once_and_says_what_the_variables_say(compiled: list[str]) -> None:
    assert [rendered("{{ name }}-mail", name=name) for name in ("dev", "prod")] == ["dev-mail", "prod-mail"]
    assert compiled == ["{{ name }}-mail"]


def test_each_part_of_a_variable_is_its_own(compiled: list[str]) -> None:
    variables = {"name": trust_as_template("{{ start }}-mail"), "start": "dev"}
    assert rendered("{{ [name, name] }}", **variables) == ["dev-mail", "dev-mail"]
    assert sorted(compiled) == ["{{ [name, name] }}", "{{ start }}-mail"]


def test_other_delimiters_make_another_template(compiled: list[str]) -> None:
    text = "{{ name }} [[ name ]]"
    marked = '#jinja2:variable_start_string:"[[", variable_end_string:"]]"\n'
    assert rendered(text, name="dev") == "dev [[ name ]]"
    assert rendered(marked + text, name="dev") == "{{ name }} dev"
    assert compiled == [text, text]


def test_backslashes_are_what_whoever_asks_says(compiled: list[str]) -> None:
    text = trust_as_template(r"{{ 'a\tb' }}")
    assert Templar().template(text) == r"a\tb"
    assert Templar().template(text, escape_backslashes=False) == "a\tb"
    assert len(compiled) == 2


def test_what_is_no_template_is_told_each_time(compiled: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(AnsibleError, match="Syntax error in template"):
            rendered("{{ name")
    assert compiled == ["{{ name"] * 2
