"""A topic that is encrypted by a key of ours and tells an address."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "alerts"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": "arn:aws:sns:eu-central-1:123456789012:alerts",
        }
    ],
}


def neighbours(api: Api) -> None:
    kms = api("kms")
    kms.create_alias(AliasName="alias/told", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])


def arn(api: Api) -> str:
    listed = [each["TopicArn"] for each in api("sns").list_topics()["Topics"]]
    (found,) = (each for each in listed if each.endswith(f":{NAME}"))
    return str(found)


def attribute(name: str, value: str) -> Act:
    return lambda api: api("sns").set_topic_attributes(TopicArn=arn(api), AttributeName=name, AttributeValue=value)


def subscribe(protocol: str, endpoint: str) -> Act:
    return lambda api: api("sns").subscribe(TopicArn=arn(api), Protocol=protocol, Endpoint=endpoint)


def unsubscribe(api: Api) -> None:
    (only,) = api("sns").list_subscriptions_by_topic(TopicArn=arn(api))["Subscriptions"]
    api("sns").unsubscribe(SubscriptionArn=only["SubscriptionArn"])


def tag(api: Api) -> Any:
    return api("sns").tag_resource(ResourceArn=arn(api), Tags=[{"Key": "Stray", "Value": "1"}])


KIND = Kind(
    "topic",
    "topics",
    {
        "name": NAME,
        "key": "told",
        "policy": POLICY,
        "subscriptions": [{"protocol": "sqs", "endpoint": "arn:aws:sqs:eu-central-1:123456789012:mail-dead"}],
        "tags": TAGS,
    },
    {
        "key": attribute("KmsMasterKeyId", "alias/aws/sns"),
        "policy.Statement.Alarms": attribute("Policy", '{"Version": "2012-10-17", "Statement": []}'),
        "subscriptions": unsubscribe,
        "tags.Stray": tag,
    },
    neighbours=neighbours,
)
