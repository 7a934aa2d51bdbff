"""A flow log."""

from typing import Any

from ..kind import TAGS, Api, Kind
from ..network import found, network, stray_tag


def flow_log(api: Api) -> Any:
    return found(api, "flow_logs", "kind-flow-log")


KIND = Kind(
    "flow_log",
    "flow_logs",
    {
        "name": "kind-flow-log",
        "vpc": "flow-vpc",
        "log_group": "/kind/flow",
        "role_arn": "arn:aws:iam::123456789012:role/flow",
        "tags": TAGS,
    },
    {"tags.Stray": stray_tag(flow_log, "FlowLogId")},
    {"traffic": "REJECT", "interval_seconds": 60, "log_group": "/kind/other"},
    neighbours=network("flow-vpc", 17),
)
