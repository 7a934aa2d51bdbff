#!/usr/bin/python
"""SNS topics with their subscriptions, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: topic
short_description: SNS topics, encrypted, with their policy and subscriptions
description:
  - Brings a list of standard topics to the wanted state.
  - A subscription that nobody has confirmed counts as there; one that is no longer listed goes, but for an unconfirmed
    one, which only time removes.
  - Exists since C(community.aws.sns_topic) knows no encryption and names no field that drifted.
options:
  topics:
    description: The topics.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: The topic's name., type: str, required: true}
      key: {description: "Alias, without C(alias/), of the KMS key that encrypts it.", type: str, required: true}
      policy: {description: The resource policy., type: dict, required: true}
      subscriptions:
        description: Who is told.
        type: list
        elements: dict
        default: []
        suboptions:
          protocol:
            description: How.
            type: str
            choices: [email, email-json, https, lambda, sms, sqs]
            required: true
          endpoint: {description: "Address, number, URL or ARN.", type: str, required: true}
      tags: {description: Tags of the topic., type: dict, default: {}}
extends_documentation_fragment:
  - sluice.aws.resource
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Whoever is on call is told
  sluice.aws.topic:
    topics:
      - name: sluice-dev-alerts
        key: sluice-dev-alerts
        policy: "{{ policy }}"
        subscriptions: [{protocol: email, endpoint: on-call@example.com}]
"""

RETURN = r"""
changes:
  description: One entry for each topic that was changed or would be.
  type: list
  elements: dict
  returned: always
"""

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.tagging import (
    ansible_dict_to_boto3_tag_list,
    boto3_tag_list_to_ansible_dict,
)
from ansible_collections.sluice.aws.plugins.module_utils import policies
from ansible_collections.sluice.aws.plugins.module_utils.changes import differences
from ansible_collections.sluice.aws.plugins.module_utils.kms_lookup import kms_key_arn
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource, State, run

# What SNS says in place of an ARN (API reference, ListSubscriptionsByTopic).
UNCONFIRMED = "PendingConfirmation"


class Topic(Resource):
    service = "sns"
    kind = "topic"
    option = "topics"

    def read_all(self, items: list[State]) -> None:
        del items
        topics = [each for page in self._pages("list_topics") for each in page["Topics"]]
        self._arns = {each["TopicArn"].rsplit(":", 1)[-1]: str(each["TopicArn"]) for each in topics}

    def wanted(self, item: State) -> State:
        return {
            **item,
            "key": kms_key_arn(self.module, item["key"]),
            "policy": policies.readable(item["policy"]),
            "subscriptions": sorted(f"{each['protocol']} {each['endpoint']}" for each in item["subscriptions"]),
        }

    def read(self, want: State) -> State | None:
        arn = self._arns.get(want["name"])
        if arn is None:
            return None
        attributes = self.client.get_topic_attributes(TopicArn=arn)["Attributes"]
        subscribed = self._subscribed(arn)
        listed = [name for name, each in subscribed.items() if each != UNCONFIRMED or name in want["subscriptions"]]
        return {
            "name": want["name"],
            "arn": arn,
            "key": attributes.get("KmsMasterKeyId", ""),
            "policy": policies.readable(json.loads(attributes.get("Policy") or "{}")),
            "subscriptions": sorted(listed),
            "tags": boto3_tag_list_to_ansible_dict(self.client.list_tags_for_resource(ResourceArn=arn)["Tags"]),
        }

    def create(self, want: State) -> None:
        attributes = {"KmsMasterKeyId": want["key"], "Policy": _json(want)}
        tags = ansible_dict_to_boto3_tag_list(want["tags"])
        arn = self.client.create_topic(Name=want["name"], Attributes=attributes, Tags=tags)["TopicArn"]
        self._arns[want["name"]] = arn
        self._subscribe(arn, want["subscriptions"])

    def update(self, want: State, have: State) -> None:
        arn = have["arn"]
        changed = {field.split(".")[0] for field in differences(want, have)}
        if "key" in changed:
            self._set(arn, "KmsMasterKeyId", want["key"])
        if "policy" in changed:
            self._set(arn, "Policy", _json(want))
        if "subscriptions" in changed:
            self._subscribe(arn, [each for each in want["subscriptions"] if each not in have["subscriptions"]])
            gone = [each for each in have["subscriptions"] if each not in want["subscriptions"]]
            for subscription in (self._subscribed(arn)[each] for each in gone):
                self.client.unsubscribe(SubscriptionArn=subscription)
        if gone := [tag for tag in have["tags"] if tag not in want["tags"]]:
            self.client.untag_resource(ResourceArn=arn, TagKeys=gone)
        if "tags" in changed and want["tags"]:
            self.client.tag_resource(ResourceArn=arn, Tags=ansible_dict_to_boto3_tag_list(want["tags"]))

    def delete(self, have: State) -> None:
        """Its subscriptions go with it."""
        self.client.delete_topic(TopicArn=have["arn"])
        del self._arns[have["name"]]

    def _subscribed(self, arn: str) -> dict[str, str]:
        """The ARN of each subscription by how and where it tells."""
        pages = self._pages("list_subscriptions_by_topic", TopicArn=arn)
        return {
            f"{each['Protocol']} {each['Endpoint']}": each["SubscriptionArn"]
            for page in pages
            for each in page["Subscriptions"]
        }

    def _subscribe(self, arn: str, subscriptions: list[str]) -> None:
        for protocol, endpoint in (each.split(" ", 1) for each in subscriptions):
            self.client.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint)

    def _set(self, arn: str, name: str, value: str) -> None:
        self.client.set_topic_attributes(TopicArn=arn, AttributeName=name, AttributeValue=value)

    def _pages(self, operation: str, **asked: str) -> Any:
        return self.client.get_paginator(operation).paginate(**asked)


def _json(want: State) -> str:
    return json.dumps(policies.document(want["policy"]))


def main() -> None:
    run(Topic, DOCUMENTATION)


if __name__ == "__main__":
    main()
