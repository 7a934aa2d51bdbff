#!/usr/bin/python
"""Internet gateways, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: internet_gateway
short_description: Internet gateways, each attached to its VPC
description:
  - Brings a list of internet gateways to the wanted state, found by their Name tag.
  - Exists since C(amazon.aws.ec2_vpc_igw) fails in check mode where its VPC is not there yet.
options:
  internet_gateways:
    description: The internet gateways.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The Name tag., type: str, required: true}
      vpc: {description: Name tag of the VPC that it is attached to., type: str, required: true}
      tags: {description: Tags of the internet gateway., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The internet gateway is there
  sluice.aws.internet_gateway:
    internet_gateways: [{name: sluice-dev, vpc: sluice-dev}]
"""

RETURN = r"""
changes:
  description: One entry for each internet gateway that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.sluice.aws.plugins.module_utils.ec2 import Ec2Resource, tags_of
from ansible_collections.sluice.aws.plugins.module_utils.ec2_kinds import INTERNET_GATEWAY, VPC
from ansible_collections.sluice.aws.plugins.module_utils.ec2_lookup import ids, names
from ansible_collections.sluice.aws.plugins.module_utils.resource import State, run


class InternetGateway(Ec2Resource):
    ec2_kind = INTERNET_GATEWAY
    option = "internet_gateways"

    def read(self, want: State) -> State | None:
        found = self.found(want["name"])
        if not found:
            return None
        attached = [attachment["VpcId"] for attachment in found.get("Attachments", [])]
        return {
            "name": want["name"],
            "id": found["InternetGatewayId"],
            "vpc": names(self.module, VPC)[attached[0]] if attached else None,
            "vpc_id": attached[0] if attached else None,
            "tags": tags_of(found),
        }

    def create(self, want: State) -> None:
        made = self.client.create_internet_gateway(**self.specification(want))["InternetGateway"]
        self._attach(made["InternetGatewayId"], want)

    def update(self, want: State, have: State) -> None:
        if want["vpc"] != have["vpc"]:
            self._detach(have)
            self._attach(have["id"], want)
        self.write_tags(have, want)

    def delete(self, have: State) -> None:
        self._detach(have)
        self.client.delete_internet_gateway(InternetGatewayId=have["id"])

    def _attach(self, gateway: str, want: State) -> None:
        self.client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=ids(self.module, VPC, [want["vpc"]])[0])

    def _detach(self, have: State) -> None:
        if have["vpc_id"]:
            # AWS refuses as long as a public address in the VPC is in use.
            self.once_free("detach_internet_gateway", InternetGatewayId=have["id"], VpcId=have["vpc_id"])


def main() -> None:
    run(InternetGateway, DOCUMENTATION)


if __name__ == "__main__":
    main()
