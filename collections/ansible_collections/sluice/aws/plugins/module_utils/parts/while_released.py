"""What a service must not have before its first release, since it would raise the number of its tasks from zero."""

from __future__ import annotations

from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.release import released
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource


class WhileReleased(Resource):
    """An entry that names a `release_parameter` is absent as long as that parameter is."""

    def state(self, item: State) -> str:
        parameter = item["release_parameter"]
        waits = parameter and released(self.module, parameter) is None
        return "absent" if waits else super().state(item)
