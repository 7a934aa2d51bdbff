"""What a bucket holds leaves with it only where the inventory says so."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api

NAME = "sluice-full"


def wants(surrender: bool = False) -> dict[str, Any]:
    return {"buckets": [{"name": NAME, "surrender_contents": surrender}]}


@pytest.fixture
def full(run: Run, api: Api) -> Iterator[None]:
    """Two versions of one object, a delete marker of another, and an upload that was never finished."""
    s3 = api("s3")
    run("bucket", **wants())
    for body in (b"one", b"two"):
        s3.put_object(Bucket=NAME, Key="kept", Body=body)
    s3.put_object(Bucket=NAME, Key="gone", Body=b"")
    s3.delete_object(Bucket=NAME, Key="gone")
    s3.create_multipart_upload(Bucket=NAME, Key="unfinished")
    yield
    run("bucket", state="absent", **wants(surrender=True))


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("check", [True, False], ids=["plan", "apply"])
def test_a_bucket_that_holds_something_stays(run: Run, api: Api, check: bool) -> None:
    refused = run("bucket", check=check, fails=True, state="absent", **wants())
    assert f"The bucket {NAME} cannot be made absent: it holds objects" in refused.answer["msg"]
    assert refused.writes == []
    assert api("s3").get_object(Bucket=NAME, Key="kept")["Body"].read() == b"two"


@pytest.mark.usefixtures("full")
def test_a_bucket_that_may_be_surrendered_goes_with_all_its_versions(run: Run, api: Api) -> None:
    assert run("bucket", state="absent", **wants(surrender=True)).changed
    assert NAME not in [bucket["Name"] for bucket in api("s3").list_buckets()["Buckets"]]


def test_a_target_of_logs_that_is_not_there_is_named_with_the_way_on(run: Run) -> None:
    refused = run("bucket", fails=True, buckets=[{"name": NAME, "access_log_bucket": "nowhere"}])
    assert "nowhere does not take its access logs" in refused.answer["msg"]
    assert "account.yml" in refused.answer["msg"]
    run("bucket", state="absent", **wants())
