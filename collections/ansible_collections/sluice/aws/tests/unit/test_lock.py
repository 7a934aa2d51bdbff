"""Who has the lock of an estate, decided by S3 alone."""

from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.plugin_utils.lock import HeldError, Holder, Lock, LostError

from .kind import Api

WHERE = {"Bucket": "locks", "Key": "locks/estate.json", "ExpectedBucketOwner": "123456789012"}


@pytest.fixture
def s3(api: Api) -> Any:
    client = api("s3")
    client.create_bucket(Bucket="locks", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield client
    client.delete_object(Bucket=WHERE["Bucket"], Key=WHERE["Key"])
    client.delete_bucket(Bucket="locks")


def lock(s3: Any, run: str, expiry_seconds: int = 60) -> Lock:
    return Lock(s3, WHERE, Holder(run, who=f"{run}@host", since="today", expiry_seconds=expiry_seconds))


def test_one_of_two_has_it_until_it_gives_it_back(s3: Any) -> None:
    first, second = lock(s3, "first"), lock(s3, "second")
    first.take()
    with pytest.raises(HeldError, match="first@host"):
        second.take()
    first.renew()
    first.release()
    second.take()


def test_one_that_has_ended_is_taken_over_and_its_holder_has_lost_it(s3: Any) -> None:
    first, second = lock(s3, "first", expiry_seconds=0), lock(s3, "second")
    first.take()
    second.take()
    with pytest.raises(LostError):
        first.renew()
    first.release()
    with pytest.raises(HeldError, match="second@host"):
        lock(s3, "third").take()


def test_of_two_that_take_over_at_once_one_gets_it(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lock(s3, "dead", expiry_seconds=0).take()
    first, second = lock(s3, "first"), lock(s3, "second")
    find = Lock._find

    def look_and_be_overtaken(self: Lock) -> Any:
        found = find(self)
        monkeypatch.setattr(Lock, "_find", find)
        second.take()
        return found

    monkeypatch.setattr(Lock, "_find", look_and_be_overtaken)
    with pytest.raises(HeldError, match="second@host"):
        first.take()


def test_an_answer_that_was_lost_on_its_way_does_not_lock_its_owner_out(s3: Any) -> None:
    taken, again = lock(s3, "one"), lock(s3, "one")
    taken.take()
    again.take()
    again.renew()


def test_a_broken_lock_is_the_breakers(s3: Any) -> None:
    lock(s3, "dead").take()
    breaker = lock(s3, "breaker")
    breaker.take(even_if_held=True)
    breaker.renew()
