"""Shows the text `msg` as it is, where debug would wrap it into YAML and vanish with the other results that are ok."""

from __future__ import annotations

from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display


class ActionModule(ActionBase):  # type: ignore[misc]
    _VALID_ARGS = frozenset({"msg"})

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        Display().display(f"\n{self._task.args['msg']}\n")
        return {"changed": False}
