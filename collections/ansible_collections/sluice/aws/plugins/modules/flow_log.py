#!/usr/bin/python
"""Flow logs of VPCs, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: flow_log
short_description: Flow logs of VPCs, to CloudWatch or to a bucket
description:
  - Brings a list of flow logs to the wanted state, found by their Name tag. One that differs is replaced, since AWS
    changes nothing of a flow log in place; what it has written stays where it is.
  - Exists since no stock module knows flow logs.
options:
  flow_logs:
    description: The flow logs; each goes either to a log group, by a role, or to a bucket.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      vpc: {description: Name tag of the VPC whose traffic is logged., type: str, required: true}
      traffic: {description: Which traffic is logged., type: str, choices: [ALL, ACCEPT, REJECT], default: ALL}
      interval_seconds: {description: How long a flow is summed up., type: int, choices: [60, 600], default: 600}
      log_group: {description: Name of the log group., type: str}
      role_arn: {description: ARN of the role that writes to the log group., type: str}
      bucket_arn: {description: 'ARN of the bucket, or of a folder in it.', type: str}
      tags: {description: Tags of the flow log., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The traffic of the VPC is logged
  sluice.aws.flow_log:
    flow_logs:
      - {name: sluice-dev, vpc: sluice-dev, log_group: /sluice/sluice-dev/flow, role_arn: "{{ role_arn }}"}
"""

RETURN = r"""
changes:
  description: One entry for each flow log that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import time
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import FLOW_LOG, VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, State, run

# A role that IAM has just made is known everywhere within seconds ("Changes that I make are not always immediately
# visible", IAM User Guide).
ROLE_KNOWN_WITHIN_SECONDS = 60
POLL_SECONDS = 3
NOT_KNOWN_YET = "Unable to assume given IAM role"


class FlowLog(Ec2Resource):
    ec2_kind = FLOW_LOG
    option = "flow_logs"
    fixed = ("vpc", "traffic", "interval_seconds", "destination", "log_group", "role_arn", "bucket_arn")

    def wanted(self, item: State) -> State:
        if bool(item["bucket_arn"]) == bool(item["log_group"] and item["role_arn"]):
            raise RefusedError("it needs either a bucket_arn, or a log_group and a role_arn")
        return {**item, "destination": "s3" if item["bucket_arn"] else "cloud-watch-logs"}

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        return {
            "name": want["name"],
            "id": found["FlowLogId"],
            "vpc": names(self.module, VPC).get(found["ResourceId"], found["ResourceId"]),
            "traffic": found["TrafficType"],
            "interval_seconds": found["MaxAggregationInterval"],
            "destination": found["LogDestinationType"],
            "log_group": found.get("LogGroupName"),
            "role_arn": found.get("DeliverLogsPermissionArn"),
            "bucket_arn": found.get("LogDestination"),
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        deadline = time.monotonic() + ROLE_KNOWN_WITHIN_SECONDS
        while refused := self._create(want):
            if NOT_KNOWN_YET not in refused or time.monotonic() > deadline:
                raise RefusedError(refused)
            time.sleep(POLL_SECONDS)

    def _create(self, want: State) -> str | None:
        """What AWS says against it, which it answers with the status of a success."""
        answer = self.client.create_flow_logs(
            ResourceType="VPC",
            ResourceIds=ids(self.module, VPC, [want["vpc"]]),
            TrafficType=want["traffic"],
            MaxAggregationInterval=want["interval_seconds"],
            LogDestinationType=want["destination"],
            **_destination(want),
            **self.specification(want),
        )
        return next((each["Error"]["Message"] for each in answer.get("Unsuccessful", [])), None)

    def update(self, want: State, have: State) -> None:
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self.client.delete_flow_logs(FlowLogIds=[have["id"]])


def _destination(want: State) -> dict[str, Any]:
    if want["bucket_arn"]:
        return {"LogDestination": want["bucket_arn"]}
    return {"LogGroupName": want["log_group"], "DeliverLogsPermissionArn": want["role_arn"]}


def main() -> None:
    run(FlowLog, DOCUMENTATION)


if __name__ == "__main__":
    main()
