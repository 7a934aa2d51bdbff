"""A rule means the same to Python and to a JSON Schema."""

import jsonschema_rs
import pytest
from marshmallow import ValidationError

from svc_kit.rules import MoreThan, Pattern, Rule, Without, digits_up_to


def takes(rule: Rule, value: str) -> bool:
    """Whether Python takes the value, once a JSON Schema has said the same."""
    try:
        rule(value)
    except ValidationError:
        taken = False
    else:
        taken = True
    assert jsonschema_rs.is_valid({"pattern": rule.pattern}, value) is taken
    return taken


@pytest.mark.parametrize("last", [10, 59, 99, 100, 365, 1000, 2024])
def test_the_form_of_digits_ends_at_the_last(last: int) -> None:
    rule = Pattern(digits_up_to(last), "")

    assert [number for number in range(last * 11) if takes(rule, str(number))] == list(range(last + 1))


def test_leading_zeros_are_digits() -> None:
    rule = Pattern(digits_up_to(365), "")

    assert [value for value in ["000", "007", "0000", "0365"] if takes(rule, value)] == ["000", "007"]


@pytest.mark.parametrize("value", ["a\n", "\na", "b", "aa|a", "a\r", "a\u2028"])
def test_a_pattern_is_of_the_whole_value(value: str) -> None:
    assert takes(Pattern("a|aa", ""), "aa")
    assert not takes(Pattern("a|aa", ""), value)


@pytest.mark.parametrize("value", ["x", "ax", "xa", "a\nx", "x\n"])
def test_a_refused_character_is_found_anywhere(value: str) -> None:
    assert takes(Without("xy", ""), "a\nb\n")
    assert not takes(Without("xy", ""), value)


def test_one_character_more_is_enough() -> None:
    rule = MoreThan(" y", "")

    assert [value for value in ["", " ", "yy", "x", " x", "x\n", "\n"] if takes(rule, value)] == [
        "x",
        " x",
        "x\n",
        "\n",
    ]
