"""What holds data outlives its estate, but for those that the operator gives up by name."""

from __future__ import annotations

from ansible.module_utils.basic import env_fallback
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

# The operator says `-e surrender=NAME` to a whole run, which reaches every module by its environment.
SURRENDER = {"type": "list", "elements": "str", "default": [], "fallback": (env_fallback, ["SLUICE_SURRENDER"])}


def is_surrendered(module: AnsibleAWSModule, name: str) -> bool:
    return name in module.params["surrender"]


def way_on(name: str) -> str:
    return f"it goes with  -e surrender={name}"
