#!/usr/bin/python
"""Log groups of CloudWatch with their retention and key, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: log_group
short_description: CloudWatch log groups with retention and encryption
description:
  - Brings a list of log groups to the wanted state.
  - Exists since C(amazon.aws.cloudwatchlogs_log_group) names no field that drifted and takes one group at a time.
options:
  log_groups:
    description: The log groups.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The group's name., type: str, required: true}
      retention_days: {description: Days that an event is kept., type: int, required: true}
      key:
        description: Alias, without C(alias/), of the KMS key that encrypts it; AWS's own key where it is empty.
        type: str
        default: ""
      tags: {description: Tags of the group., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer's log group is there
  sluice.aws.log_group:
    log_groups: [{name: /sluice/dev/producer, retention_days: 400, key: sluice-dev-logs}]
"""

RETURN = r"""
changes:
  description: One entry for each log group that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_key_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class LogGroup(Resource):
    service = "logs"
    kind = "log group"
    option = "log_groups"
    holds_data = True

    def wanted(self, item: State) -> State:
        return {**item, "key": kms_key_arn(self.module, item["key"]) if item["key"] else ""}

    def read(self, want: State) -> State | None:
        pages = self.client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=want["name"])
        for found in (group for page in pages for group in page["logGroups"] if group["logGroupName"] == want["name"]):
            arn = found["arn"].removesuffix(":*")
            return {
                "name": want["name"],
                "arn": arn,
                "retention_days": found.get("retentionInDays"),
                "key": found.get("kmsKeyId", ""),
                "tags": self.client.list_tags_for_resource(resourceArn=arn)["tags"],
            }
        return None

    def create(self, want: State) -> None:
        key = {"kmsKeyId": want["key"]} if want["key"] else {}
        self.client.create_log_group(logGroupName=want["name"], tags=want["tags"], **key)
        self.client.put_retention_policy(logGroupName=want["name"], retentionInDays=want["retention_days"])

    def update(self, want: State, have: State) -> None:
        changed = {field.split(".")[0] for field in differences(want, have)}
        if "retention_days" in changed:
            self.client.put_retention_policy(logGroupName=want["name"], retentionInDays=want["retention_days"])
        if "key" in changed and want["key"]:
            self.client.associate_kms_key(logGroupName=want["name"], kmsKeyId=want["key"])
        elif "key" in changed:
            self.client.disassociate_kms_key(logGroupName=want["name"])
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_resource(resourceArn=have["arn"], tagKeys=gone)
        if "tags" in changed and want["tags"]:
            self.client.tag_resource(resourceArn=have["arn"], tags=want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_log_group(logGroupName=have["name"])


def main() -> None:
    run(LogGroup, DOCUMENTATION)


if __name__ == "__main__":
    main()
