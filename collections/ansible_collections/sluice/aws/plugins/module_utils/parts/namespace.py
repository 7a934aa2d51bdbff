"""Private DNS namespaces: what the names of a VPC's tasks end with."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils import cloud_map
from ansible_collections.sluice.aws.plugins.module_utils.names import vpc_id
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State
from ansible_collections.sluice.aws.plugins.module_utils.waiting import until

# A zone of Route 53 is made for it, which took a minute at most where AWS tells of it (Cloud Map Developer Guide).
MADE_WITHIN_SECONDS = 300


class Namespace(Resource):
    service = cloud_map.SERVICE
    kind = "namespace"
    option = "namespaces"

    def read(self, want: State) -> State | None:
        found = cloud_map.namespaces(self.module, want["name"])
        if not found:
            return None
        return {
            "name": want["name"],
            "id": found[0]["Id"],
            "arn": found[0]["Arn"],
            "vpc": want["vpc"],  # Cloud Map does not tell it
            "tags": cloud_map.tags_of(self.client, found[0]["Arn"]),
        }

    def create(self, want: State) -> None:
        self._done(
            self.client.create_private_dns_namespace(
                Name=want["name"],
                Vpc=vpc_id(self.module, want["vpc"]),
                Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
            )
        )

    def update(self, want: State, have: State) -> None:
        cloud_map.write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self._done(self.client.delete_namespace(Id=have["id"]))

    def _done(self, begun: dict[str, Any]) -> None:
        def ended() -> dict[str, Any] | None:
            operation: dict[str, Any] = self.client.get_operation(OperationId=begun["OperationId"])["Operation"]
            return operation if operation["Status"] in ("SUCCESS", "FAIL") else None

        operation = until(ended, MADE_WITHIN_SECONDS, lambda: "Cloud Map is not done")
        if operation and operation["Status"] == "FAIL":
            raise RefusedError(str(operation.get("ErrorMessage", "Cloud Map says that it failed")))
