"""Whose plan it is: the estate and the account that the inventory names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.template import Templar


def whose(play: Any) -> dict[str, str] | None:
    """None where the play has no host."""
    variables = play.get_variable_manager()
    hosts = variables._inventory.get_hosts(play.hosts)
    if not hosts:
        return None
    known = variables.get_vars(play=play, host=hosts[0])
    templar = Templar(loader=play.get_loader(), variables=known)
    estate = known.get("estate_name", Path(known["inventory_dir"]).name)
    return {"estate": str(templar.template(estate)), "account": str(templar.template(known.get("guard_account", "")))}
