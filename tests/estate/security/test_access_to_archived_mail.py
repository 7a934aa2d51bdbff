"""Who may do what with archived mail and its key, request by request."""

from dataclasses import replace
from typing import Any

import pytest

from .decision import Request, allowed, denied
from .policies import Client, Document


@pytest.fixture
def put(account: str, estate_name: str, of_role: Any) -> Request:
    """The consumer's, as it is: conditional, and with no word about encryption."""
    resource = f"arn:aws:s3:::{estate_name}-mail-{account}/emails/1.json"
    return Request("s3:PutObject", resource, {**of_role("consumer"), "s3:if-none-match": "*"})


@pytest.fixture
def bucket(policy: Any, account: str) -> Document:
    return dict(policy("bucket", f"mail-{account}"))


def test_the_consumer_archives_looks_and_lists(policy: Any, bucket: Document, put: Request) -> None:
    role = policy("role", "consumer")
    assert allowed(put, role, bucket)
    assert allowed(replace(put, action="s3:GetObject"), role, bucket)
    whole = put.resource.split("/")[0]
    assert allowed(replace(put, action="s3:ListBucket", resource=whole), role, bucket)
    assert not allowed(replace(put, action="s3:DeleteObject"), role, bucket)
    assert not allowed(replace(put, resource=f"{whole}/elsewhere"), role, bucket)


def test_the_consumer_gives_mail_to_no_bucket_that_somebody_else_made_under_our_name(policy: Any, put: Request) -> None:
    theirs = {**put.context, "aws:ResourceAccount": "999999999999"}
    for action, resource in (
        ("s3:PutObject", put.resource),
        ("s3:GetObject", put.resource),
        ("s3:ListBucket", put.resource.split("/")[0]),
    ):
        assert allowed(Request(action, resource, put.context), policy("role", "consumer")), action
        assert not allowed(Request(action, resource, theirs), policy("role", "consumer")), action


def test_the_producer_reaches_no_email_that_is_archived(policy: Any, bucket: Document, put: Request) -> None:
    for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket"):
        assert not allowed(replace(put, action=action), policy("role", "producer"), bucket)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:SecureTransport", "false"),
        ("aws:PrincipalAccount", "999999999999"),
        ("aws:PrincipalAccount", None),
        ("s3:if-none-match", None),
        ("s3:x-amz-server-side-encryption", "AES256"),
        ("s3:x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:eu-west-1:999999999999:key/theirs"),
        ("s3:x-amz-server-side-encryption-customer-algorithm", "AES256"),
    ],
)
def test_the_bucket_refuses_a_put(bucket: Document, put: Request, key: str, value: str | None) -> None:
    assert not denied(put, bucket)
    changed = {name: each for name, each in {**put.context, key: value}.items() if each is not None}
    assert denied(replace(put, context=changed), bucket)


def test_a_put_may_say_what_the_bucket_would_do_anyway(
    bucket: Document, put: Request, aws: Client, estate_name: str
) -> None:
    key = aws("kms").describe_key(KeyId=f"alias/{estate_name}-mail")["KeyMetadata"]["Arn"]
    said = {
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": key,
    }
    assert not denied(replace(put, context={**put.context, **said}), bucket)


@pytest.fixture
def through_s3(of_role: Any, account: str, region: str, estate_name: str) -> dict[str, str]:
    """What KMS is told of a call that S3 makes for the consumer."""
    return {
        **of_role("consumer"),
        "kms:CallerAccount": account,
        "kms:ViaService": f"s3.{region}.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{estate_name}-mail-{account}",
    }


def test_the_key_of_the_mail_serves_the_consumer_through_the_bucket_alone(
    policy: Any, through_s3: dict[str, str], aws: Client, estate_name: str
) -> None:
    key = aws("kms").describe_key(KeyId=f"alias/{estate_name}-mail")["KeyMetadata"]["Arn"]
    by_key, by_role = policy("key", "mail"), policy("role", "consumer")
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        request = Request(action, key, through_s3)
        assert allowed(request, by_key)
        assert allowed(request, by_role)
        assert not allowed(request, policy("role", "producer"))
        for missing in ("kms:ViaService", "kms:EncryptionContext:aws:s3:arn"):
            without = {name: value for name, value in through_s3.items() if name != missing}
            assert not allowed(replace(request, context=without), by_key), missing
            assert not allowed(replace(request, context=without), by_role), missing
