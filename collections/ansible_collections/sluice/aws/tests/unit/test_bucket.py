"""What a bucket holds goes with it only where somebody gives it up by name, and until then the key of it stays too."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import kind

NAME = "sluice-full"
WANTS: dict[str, Any] = {"buckets": [{"name": NAME}]}
KEY = {**kind("kms_key").item, "name": "key-of-full", "bucket": NAME}


@pytest.fixture
def full(run: Run, api: Api) -> Iterator[None]:
    """Two versions of one object, a delete marker of another, and an upload that was never finished."""
    s3 = api("s3")
    run("bucket", **WANTS)
    for body in (b"one", b"two"):
        s3.put_object(Bucket=NAME, Key="kept", Body=body)
    s3.put_object(Bucket=NAME, Key="gone", Body=b"")
    s3.delete_object(Bucket=NAME, Key="gone")
    s3.create_multipart_upload(Bucket=NAME, Key="unfinished")
    yield
    run("bucket", state="absent", surrender=[NAME], **WANTS)


@pytest.fixture
def key(run: Run) -> Iterator[dict[str, Any]]:
    """The key that encrypts it."""
    wants = {"kms_keys": [KEY]}
    run("kms_key", **wants)
    yield wants
    run("kms_key", state="absent", surrender=[NAME], **wants)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("check", [True, False], ids=["plan", "apply"])
def test_a_bucket_that_holds_something_stays_and_so_does_its_key(
    run: Run, api: Api, key: dict[str, Any], check: bool
) -> None:
    kept = run("bucket", check=check, state="absent", **WANTS)
    assert (kept.changed, kept.writes) == (False, [])
    assert kept.answer["left"] == [
        {"kind": "bucket", "name": NAME, "why": f"it holds objects; it goes with  -e surrender={NAME}"}
    ]
    assert api("s3").get_object(Bucket=NAME, Key="kept")["Body"].read() == b"two"
    locked = run("kms_key", check=check, state="absent", **key)
    assert (locked.changed, locked.writes) == (False, [])
    assert locked.answer["left"][0]["why"] == f"it encrypts what the bucket {NAME} holds"


@pytest.mark.usefixtures("full")
def test_a_bucket_that_is_surrendered_goes_with_all_its_versions_and_then_its_key(
    run: Run, api: Api, key: dict[str, Any]
) -> None:
    surrender = {"state": "absent", "surrender": [NAME]}
    assert run("kms_key", check=True, **surrender, **key).changed, "a plan sees that the bucket will be gone by then"
    assert run("bucket", **surrender, **WANTS).changed
    assert NAME not in [bucket["Name"] for bucket in api("s3").list_buckets()["Buckets"]]
    gone = run("kms_key", state="absent", **key)
    assert gone.changed
    assert "an apply before that brings it back" in gone.answer["left"][0]["why"]


def test_a_target_of_logs_that_is_not_there_is_named_with_the_way_on(run: Run) -> None:
    refused = run("bucket", fails=True, buckets=[{"name": NAME, "access_log_bucket": "nowhere"}])
    assert "nowhere does not take its access logs" in refused.answer["msg"]
    assert "account.yml" in refused.answer["msg"]
    run("bucket", state="absent", **WANTS)
