"""Names in a namespace, each with the addresses of the tasks that ECS registers there."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.tagging import ansible_dict_to_boto3_tag_list
from ansible_collections.sluice.aws.plugins.module_utils import cloud_map
from ansible_collections.sluice.aws.plugins.module_utils.resource import RefusedError, Resource, State


class Discovered(Resource):
    service = cloud_map.SERVICE
    kind = "discovered name"
    option = "services"

    def __init__(self, module: AnsibleAWSModule) -> None:
        super().__init__(module)
        self.there: dict[str, list[Any]] = {}
        self.listed: list[State] = []

    @classmethod
    def clears(cls, params: State) -> bool:
        return bool(params["namespaces"])

    def read_all(self, items: list[State]) -> None:
        self.listed = items
        names = {item["namespace"] for item in items} | {each["name"] for each in self.module.params["namespaces"]}
        for name in names:
            found = cloud_map.namespaces(self.module, name)
            self.there[name] = cloud_map.names_in(self.module, found[0]["Id"]) if found else []

    def name(self, want: State) -> str:
        return f"{want['name']}.{want['namespace']}"

    def read(self, want: State) -> State | None:
        found = [each for each in self.there.get(want["namespace"], []) if each["Name"] == want["name"]]
        return self._state(want["namespace"], found[0]) if found else None

    def _state(self, namespace: str, found: dict[str, Any]) -> State:
        records = (found.get("DnsConfig") or {}).get("DnsRecords", [])
        return {
            "name": found["Name"],
            "namespace": namespace,
            "id": found["Id"],
            "arn": found["Arn"],
            "ttl_seconds": next((record["TTL"] for record in records if record["Type"] == "A"), None),
            "tags": cloud_map.tags_of(self.client, found["Arn"]),
        }

    def create(self, want: State) -> None:
        found = cloud_map.namespaces(self.module, want["namespace"])
        if not found:
            raise RefusedError(f"there is no namespace {want['namespace']}: list it among the namespaces")
        self.client.create_service(
            Name=want["name"],
            NamespaceId=found[0]["Id"],
            # All healthy addresses, and ECS says which are (Cloud Map API Reference, HealthCheckCustomConfig).
            DnsConfig={"RoutingPolicy": "MULTIVALUE", **_records(want)},
            HealthCheckCustomConfig={"FailureThreshold": 1},
            Tags=ansible_dict_to_boto3_tag_list(want["tags"]),
        )

    def update(self, want: State, have: State) -> None:
        if want["ttl_seconds"] != have["ttl_seconds"]:
            self.client.update_service(Id=have["id"], Service={"DnsConfig": _records(want)})
        cloud_map.write_tags(self.client, have["arn"], have["tags"], want["tags"])

    def delete(self, have: State) -> None:
        self.client.delete_service(Id=have["id"])

    def surplus(self) -> list[State]:
        """Those of a namespace of ours that are listed no more, or all where it goes."""
        listed = {self.name(item) for item in self.listed}
        ours = [each["name"] for each in self.module.params["namespaces"]]
        states = [self._state(name, found) for name in ours for found in self.there.get(name, [])]
        return [state for state in states if self.name(state) not in listed]


def _records(want: State) -> dict[str, Any]:
    return {"DnsRecords": [{"Type": "A", "TTL": want["ttl_seconds"]}]}
