"""What was released of a service, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DOCUMENTATION = r"""
name: releases_report
short_description: What sluice.aws.releases_info found, for a reader
description: A line for each release or attempt, the newest first, with who, when, version, digest and outcome.
options:
  _input: {description: What the module returned., type: dict, required: true}
  service: {description: Name of the service., type: str, required: true}
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- ansible.builtin.debug:
    msg: "{{ found | sluice.aws.releases_report('producer') }}"
"""

RETURN = r"""
_value: {description: Some lines., type: str}
"""


class FilterModule:
    def filters(self) -> dict[str, Callable[..., str]]:
        return {"releases_report": report}


def report(found: dict[str, Any], service: str) -> str:
    if not found["releases"]:
        return f"{service}: nothing was released yet"
    return "\n".join([f"{service}:", *map(_line, found["releases"])])


def _line(release: dict[str, Any]) -> str:
    when, version = release["when"][:19].replace("T", " "), release["version"] or "-"
    line = f"  {when}  {release['outcome']:<11}  {version:<12}  {release['value']}  {release['who'] or '-'}"
    return f"{line}\n    {release['reason']}" if release["reason"] else line
