"""Whoever is woken at night finds a section for what woke them, and every command in it is one that there is."""

import re
import shlex
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from ci.observability.alerts import Alert, alerts

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
BLOCKS = re.findall(r"^```\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.replace("\\\n", "").splitlines()]
# What the CLI has besides the operations of AWS.
OF_THE_CLI = {("logs", "tail")}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_every_alert_has_a_section_that_says_what_to_do(alert: Alert) -> None:
    for part in ("**You see**", "**It means**", "**Do**", "```"):
        assert part in SECTIONS[alert.name], part


def test_every_section_is_of_an_alert() -> None:
    assert SECTIONS.keys() == {alert.name for alert in alerts()}


def test_every_target_and_playbook_is_there() -> None:
    named = "\n".join(COMMANDS)
    targets, playbooks = set(re.findall(r"make ([\w-]+)", named)), set(re.findall(r"playbooks/\w+\.yml", named))
    assert targets
    assert playbooks
    assert targets <= set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert [each for each in playbooks if not (ROOT / each).exists()] == []


@pytest.fixture(scope="module")
def operations() -> Any:
    return botocore.session.get_session()


def test_every_call_of_aws_is_one_that_aws_takes(operations: Any) -> None:
    called = [match for command in COMMANDS for match in re.finditer(r"\baws ([\w-]+) ([\w-]+)(.*?)(?=\)|$)", command)]
    assert len(called) > 10
    for service, name, rest in (match.groups() for match in called):
        if (service, name) in OF_THE_CLI:
            continue
        model = operations.get_service_model(service)
        known = {xform_name(each, "-"): each for each in model.operation_names}
        assert name in known, f"aws {service} {name}"
        members = model.operation_model(known[name]).input_shape.members
        taken = {xform_name(each, "-") for each in members} | {"query", "output", "max-items"}
        asked = {word[2:] for word in shlex.split(rest.partition("$(")[0]) if word.startswith("--")}
        assert asked <= taken, f"aws {service} {name}"


def test_every_link_leads_to_a_section() -> None:
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) <= SECTIONS.keys()
