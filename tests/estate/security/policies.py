"""Every policy of an estate, read back from AWS: who may do what is only what stands there."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Client = Callable[[str], Any]
Document = dict[str, Any]

# Endpoints whose services take none: Amazon ECS Developer Guide, "Amazon ECS interface VPC endpoints".
WITHOUT_POLICY = (".ecs-agent", ".ecs-telemetry")


@dataclass(frozen=True)
class Policy:
    """`kind` is what bears it: role, trust, queue, topic, bucket, key or endpoint."""

    kind: str
    name: str
    document: Document

    @property
    def statements(self) -> list[Document]:
        return list(self.document["Statement"])

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def of_estate(aws: Client, estate_name: str) -> list[Policy]:
    readers = (_of_roles, _of_queues, _of_topics, _of_buckets, _of_keys, _of_endpoints)
    """A bucket that has none is an error."""
    return [policy for reader in readers for policy in reader(aws, estate_name)]


def _of_roles(aws: Client, estate_name: str) -> Iterator[Policy]:
    iam = aws("iam")
    for page in iam.get_paginator("list_roles").paginate():
        for role in (role for role in page["Roles"] if role["RoleName"].startswith(f"{estate_name}-")):
            name = role["RoleName"]
            yield Policy("trust", name, role["AssumeRolePolicyDocument"])
            for inline in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                found = iam.get_role_policy(RoleName=name, PolicyName=inline)
                yield Policy("role", name, found["PolicyDocument"])


def _of_queues(aws: Client, estate_name: str) -> Iterator[Policy]:
    sqs = aws("sqs")
    for url in sqs.list_queues(QueueNamePrefix=f"{estate_name}-").get("QueueUrls", []):
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
        yield Policy("queue", url.rsplit("/", 1)[-1], json.loads(found.get("Policy", '{"Statement": []}')))


def _of_topics(aws: Client, estate_name: str) -> Iterator[Policy]:
    sns = aws("sns")
    for arn in (each["TopicArn"] for each in sns.list_topics()["Topics"]):
        name = arn.rsplit(":", 1)[-1]
        if name.startswith(f"{estate_name}-"):
            found = sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
            yield Policy("topic", name, json.loads(found))


def _of_buckets(aws: Client, estate_name: str) -> Iterator[Policy]:
    s3 = aws("s3")
    for bucket in (each["Name"] for each in s3.list_buckets()["Buckets"]):
        if not bucket.startswith(f"{estate_name}-"):
            continue
        yield Policy("bucket", bucket, json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]))


def _of_keys(aws: Client, estate_name: str) -> Iterator[Policy]:
    kms = aws("kms")
    for alias, key in keys(aws, estate_name).items():
        document = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        yield Policy("key", alias, json.loads(document))


def _of_endpoints(aws: Client, estate_name: str) -> Iterator[Policy]:
    named = [{"Name": "tag:Name", "Values": [f"{estate_name}*"]}]
    for found in aws("ec2").describe_vpc_endpoints(Filters=named)["VpcEndpoints"]:
        if not found["ServiceName"].endswith(WITHOUT_POLICY):
            yield Policy("endpoint", found["ServiceName"], json.loads(found["PolicyDocument"]))


def keys(aws: Client, estate_name: str) -> dict[str, str]:
    """The id of each key of the estate by its alias, but for those that wait for their deletion."""
    kms = aws("kms")
    aliases = [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]]
    found = {
        alias["AliasName"].removeprefix("alias/"): alias["TargetKeyId"]
        for alias in aliases
        if alias["AliasName"].startswith(f"alias/{estate_name}-")
    }
    states = {name: kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] for name, key in found.items()}
    return {name: key for name, key in found.items() if states[name] != "PendingDeletion"}
