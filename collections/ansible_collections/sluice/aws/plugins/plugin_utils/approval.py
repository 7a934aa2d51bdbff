"""Whether a plan that was approved is still the one that would be applied.

`python -m … approval todo PLAN` exits with 2 where the plan changes something and 0 where it does not;
`python -m … approval same APPROVED NOW` prints what differs, and exits with 1 where anything does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.sluice.aws.plugins.plugin_utils.plan_text import change_text

Plan = dict[str, Any]
WHOSE = ("estate", "account")


def differences(approved: Plan, now: Plan) -> Iterator[str]:
    for what in WHOSE:
        if approved[what] != now[what]:
            yield f"the {what} was {approved[what]} and is {now[what]}"
    if approved["failed"]:
        yield "the approved plan was not whole, since something in it failed"
    if approved["code"] != now["code"]:
        yield "the playbooks, roles, modules or the inventory have changed"
    planned, found = _by_thing(approved), _by_thing(now)
    for thing in {**planned, **found}:
        if thing not in found:
            yield f"no longer so:  {change_text(planned[thing], whole=False)}"
        elif thing not in planned:
            yield f"not approved:  {change_text(found[thing], whole=False)}"
        elif planned[thing] != found[thing]:
            yield f"{thing}: {_other(planned[thing], found[thing])}"


def _by_thing(plan: Plan) -> dict[str, dict[str, Any]]:
    """A thing may change twice, since what is closed at the end was open until then."""
    things: dict[str, dict[str, Any]] = {}
    for change in plan["changes"]:
        thing = f"{change['kind']} {change['name']}"
        fields = {**things.get(thing, change)["fields"], **change["fields"]}
        things[thing] = {**change, "fields": fields}
    return things


def _other(planned: dict[str, Any], found: dict[str, Any]) -> str:
    if planned["action"] != found["action"]:
        return f"approved was to {planned['action']} it, and now it is to {found['action']}"
    fields = [
        field
        for field in {**planned["fields"], **found["fields"]}
        if planned["fields"].get(field) != found["fields"].get(field)
    ]
    return f"approved was another {', '.join(fields)}"


def main() -> int:
    asked, *files = sys.argv[1:]
    plans = [json.loads(Path(file).read_text()) for file in files]
    if asked == "todo":
        return 2 if plans[0]["changes"] else 0
    found = list(differences(*plans))
    if found:
        print("✗ The estate is not as it was when this plan was approved, so nothing is applied:", file=sys.stderr)
        print("\n".join(f"  {each}" for each in found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
