#!/usr/bin/python
"""OpenID Connect providers that IAM trusts, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: oidc_provider
short_description: OpenID Connect providers of IAM
description:
  - Brings a list of providers to the wanted state. No collection has a module for them.
  - Sets no thumbprint, and leaves alone those that are there. IAM checks the certificates of GitHub and others against
    its own library of trusted authorities, so that a thumbprint "is no longer used for validation"
    (IAM API Reference, UpdateOpenIDConnectProviderThumbprint), and CreateOpenIDConnectProvider demands none.
options:
  providers:
    description: The providers.
    type: list
    elements: dict
    required: true
    suboptions:
      url: {description: Address of the issuer with https://., type: str, required: true}
      audiences: {description: The audiences that its tokens may be for., type: list, elements: str, required: true}
      tags: {description: Tags of the provider., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: IAM trusts the tokens of GitHub's workflows
  sluice.aws.oidc_provider:
    providers: [{url: "https://token.actions.githubusercontent.com", audiences: [sts.amazonaws.com]}]
"""

RETURN = r"""
changes:
  description: One entry for each provider that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run


class OidcProvider(Resource):
    service = "iam"
    kind = "OIDC provider"
    option = "providers"

    def wanted(self, item: State) -> State:
        return {**item, "audiences": sorted(item["audiences"])}

    def name(self, want: State) -> str:
        return str(want["url"])

    def read(self, want: State) -> State | None:
        # An ARN ends in the address without its scheme.
        known = self.client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        ending = f":oidc-provider/{want['url'].removeprefix('https://')}"
        for arn in (each["Arn"] for each in known if each["Arn"].endswith(ending)):
            found = self.client.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
            return {
                "url": want["url"],
                "audiences": sorted(found["ClientIDList"]),
                "tags": boto3_tag_list_to_ansible_dict(found.get("Tags", [])),
                "arn": arn,
            }
        return None

    def create(self, want: State) -> None:
        self.client.create_open_id_connect_provider(
            Url=want["url"], ClientIDList=want["audiences"], Tags=ansible_dict_to_boto3_tag_list(want["tags"])
        )

    def update(self, want: State, have: State) -> None:
        provider = {"OpenIDConnectProviderArn": have["arn"]}
        for audience in sorted(set(want["audiences"]) - set(have["audiences"])):
            self.client.add_client_id_to_open_id_connect_provider(**provider, ClientID=audience)
        for audience in sorted(set(have["audiences"]) - set(want["audiences"])):
            self.client.remove_client_id_from_open_id_connect_provider(**provider, ClientID=audience)
        gone = [tag for tag in have["tags"] if tag not in want["tags"]]
        if gone:
            self.client.untag_open_id_connect_provider(**provider, TagKeys=gone)
        if want["tags"]:
            tags = ansible_dict_to_boto3_tag_list(want["tags"])
            self.client.tag_open_id_connect_provider(**provider, Tags=tags)

    def delete(self, have: State) -> None:
        self.client.delete_open_id_connect_provider(OpenIDConnectProviderArn=have["arn"])


def main() -> None:
    run(OidcProvider, DOCUMENTATION)


if __name__ == "__main__":
    main()
