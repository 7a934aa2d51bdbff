"""What whoever moves dead letters should know, with the numbers of those that were found."""

from __future__ import annotations

from collections import Counter
from typing import Any

DOCUMENTATION = r"""
name: redrive_caution
short_description: What moving dead letters helps for, and what not
description:
  - Makes a text of what M(sluice.aws.dead_letters_info) found, to be read before M(sluice.aws.redrive) moves it.
options:
  _input: {description: What the module returned., type: dict, required: true}
author: [Sluice maintainers]
"""

EXAMPLES = r"""
- name: Say what moving does
  ansible.builtin.debug:
    msg: "{{ found | sluice.aws.redrive_caution }}"
"""

RETURN = r"""
_value: {description: The text., type: str}
"""

BECOMES = {
    "not_archived": "will be archived, if what stood in the way is gone",
    "archived": "will be found archived, and deleted",
    "not_json": "will be back here after as many receives as its queue allows: moving does not help",
    "conflict": "will be back here after as many receives as its queue allows: moving does not help",
}


def redrive_caution(found: dict[str, Any]) -> str:
    foreign = [message for message in found["messages"] if message["foreign"]]
    twice = [message for message in foreign if message["reason"] == "archived"]
    reasons = Counter(message["reason"] for message in found["messages"] if message not in twice)
    lines = [f"{reasons[reason]} {reason}: {what}" for reason, what in BECOMES.items() if reasons[reason]]
    if foreign:
        lines.append(
            f"{len(foreign)} foreign, {len(twice)} of them archived before: only a MessageId names such a message, and "
            "moving gives it a new one, so that what was archived before is stored twice"
        )
    unseen = found["total"] - len(found["messages"])
    if unseen > 0:
        lines.append(f"{unseen} not looked at: moved too, for SQS moves all or none")
    return "\n".join([f"Moving all of {found['queue']} back:", *(f"  {line}" for line in lines)])


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"redrive_caution": redrive_caution}
