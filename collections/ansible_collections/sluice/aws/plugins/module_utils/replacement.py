"""What holds data is never replaced, but for those that the operator names."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import env_fallback
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

# The operator says `-e replace=NAME` to a whole run, which reaches every module by its environment.
REPLACE = {"type": "list", "elements": "str", "default": [], "fallback": (env_fallback, ["SLUICE_REPLACE"])}


def refuse_to_lose_data(module: AnsibleAWSModule, kind: str, name: str, fields: dict[str, list[Any]]) -> None:
    """Raises RefusedError unless the operator has named it."""
    if name in module.params["replace"]:
        return
    told = ", ".join(f"{field} is {before} and not {after}" for field, (before, after) in fields.items())
    raise RefusedError(
        f"its {told}, which AWS cannot change in place, and to replace it would lose what it holds: "
        f"take back the new value, give the {kind} another name, or run again with  -e replace={name}"
    )
