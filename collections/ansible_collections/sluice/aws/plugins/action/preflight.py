"""Looks, before anything is asked of AWS, whether the tools, the region and the inventory of a run are in order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
from ansible.plugins.action import ActionBase
from ansible.vars.hostvars import HostVarsVars
from ansible_collections.sluice.aws.plugins.plugin_utils import contracts, exposure, tools


class ActionModule(ActionBase):
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        _, asked = self.validate_argument_spec(
            {
                "playbook": {"type": "path", "required": True},
                "lock": {"type": "path", "required": True},
                "region": {"type": "str", "required": True},
                "account": {"type": "str", "required": True},
                "exposure": {"type": "dict", "options": exposure.OPTIONS},
            }
        )
        failures = [
            *tools.faults(Path(asked["lock"])),
            *_region(asked["region"]),
            *_account(asked["account"]),
            *exposure.faults(asked["exposure"]),
            *self._inventory(Path(asked["playbook"]), task_vars or {}),
        ]
        if failures:
            return {"failed": True, "msg": "; ".join(failures), "failures": failures}
        return {"changed": False}

    def _inventory(self, playbook: Path, task_vars: dict[str, Any]) -> Iterator[str]:
        """Each fault once, though many hosts may have it; what --limit leaves out is another run's affair."""
        seen: set[str] = set()
        groups, hostvars = task_vars["groups"], task_vars["hostvars"]
        run = set(task_vars["ansible_play_hosts_all"])
        for hosts, role in dict.fromkeys(contracts.roles_of(playbook)):
            contract = contracts.contract_of(playbook.parent / "roles", role)
            for host in (each for each in groups.get(hosts, [hosts]) if each in run):
                # A task of the host could look at other hosts' variables, and so may these.
                variables = HostVarsVars({**hostvars.raw_get(host), "hostvars": hostvars}, self._loader, host)
                for fault in contracts.faults(contract, variables):
                    if fault not in seen:
                        seen.add(fault)
                        yield f"The inventory is not valid for {host}, role {role}: {fault}"


def _region(region: str) -> Iterator[str]:
    session = botocore.session.get_session()
    known = {name for partition in session.get_available_partitions() for name in _regions(session, partition)}
    if region not in known:
        near = difflib.get_close_matches(region, known) or sorted(known)
        yield f"The region is {region!r} and AWS has none of that name, but {', '.join(near)}"


def _account(account: str) -> Iterator[str]:
    if not re.fullmatch(r"\d{12}", account):
        yield f"The account is {account!r} and must be twelve digits, in quotes"


def _regions(session: Any, partition: str) -> list[str]:
    return list(session.get_available_regions("ec2", partition_name=partition))
