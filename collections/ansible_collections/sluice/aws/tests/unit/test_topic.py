"""Who is told is a list: a stranger goes, and one that nobody has confirmed yet is not asked again."""

from collections.abc import Iterator

import pytest
from moto.sns.models import sns_backends

from .conftest import Run
from .kind import Api
from .kinds.topic import KIND, arn

STRANGER = "arn:aws:sqs:eu-central-1:123456789012:stranger"


@pytest.fixture
def topic(run: Run, api: Api) -> Iterator[str]:
    run("topic", **KIND.wants())
    yield arn(api)
    run("topic", state="absent", **KIND.wants())


def test_a_subscription_of_somebody_elses_goes(run: Run, api: Api, topic: str) -> None:
    api("sqs").create_queue(QueueName="stranger")
    api("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=STRANGER)
    mended = run("topic", **KIND.wants())
    assert mended.writes == ["Unsubscribe"]
    told = api("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert STRANGER not in [each["Endpoint"] for each in told]


def test_an_unconfirmed_one_counts_and_is_left_to_its_time(run: Run, api: Api, topic: str) -> None:
    told = {"protocol": "email", "endpoint": "on-call@example.com"}
    with_it = KIND.wants(subscriptions=[*KIND.item["subscriptions"], told])
    assert run("topic", **with_it).writes == ["Subscribe"]
    unconfirmed(api, topic, "on-call@example.com")
    assert not run("topic", **with_it).changed
    assert not run("topic", **KIND.wants()).changed


def unconfirmed(api: Api, topic: str, endpoint: str) -> None:
    """As AWS lists it, where moto takes each for confirmed."""
    backend = sns_backends["123456789012"]["eu-central-1"]
    (found,) = (each for each in backend.subscriptions.values() if each.endpoint == endpoint)
    found.arn = "PendingConfirmation"
    listed = api("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert "PendingConfirmation" in [each["SubscriptionArn"] for each in listed]
