"""What the policies of the estate permit and refuse, request by request."""

from dataclasses import replace
from typing import Any

import pytest

from . import policies
from .decision import Request, allowed, denied
from .policies import Client, Document


@pytest.fixture(scope="module")
def policy(aws: Client, estate_name: str) -> Any:
    """The policy of a kind by the end of its name."""
    built = policies.of_estate(aws, estate_name)

    def named(kind: str, name: str) -> Document:
        (found,) = [each for each in built if each.kind == kind and each.name == f"{estate_name}-{name}"]
        return found.document

    return named


@pytest.fixture
def of_role(account: str, estate_name: str) -> Any:
    def context(role: str) -> dict[str, str]:
        return {
            "aws:SecureTransport": "true",
            "aws:PrincipalAccount": account,
            "aws:PrincipalArn": f"arn:aws:iam::{account}:role/{estate_name}-{role}",
            "aws:ResourceAccount": account,
        }

    return context


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


SEND = ("sqs:SendMessage",)
RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")


SERVICES = {"producer": SEND, "consumer": RECEIVE, "another": ()}
ADMINISTRATOR: Document = {"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}


@pytest.mark.parametrize("who", SERVICES)
def test_the_queue_is_for_the_two_services_alone(policy: Any, of_role: Any, mail_queue: str, who: str) -> None:
    for action in (*SEND, *RECEIVE, "sqs:PurgeQueue"):
        request = Request(action, mail_queue, of_role(who))
        assert allowed(request, ADMINISTRATOR, policy("queue", "mail")) is (action in SERVICES[who]), action
        if action in SERVICES[who]:
            assert allowed(request, policy("role", who)), action


@pytest.fixture
def mail_queue(account: str, region: str, estate_name: str) -> str:
    return f"arn:aws:sqs:{region}:{account}:{estate_name}-mail"


def test_an_operator_redrives_and_no_service_touches_the_dead_letter_queue(
    policy: Any, of_role: Any, mail_queue: str, account: str
) -> None:
    """StartMessageMoveTask takes four rights: Amazon SQS Developer Guide, "Configure a dead-letter queue redrive"."""
    operator = {**of_role("x"), "aws:PrincipalArn": f"arn:aws:iam::{account}:root"}
    dead = policy("queue", "mail-dead")
    for action in ("sqs:StartMessageMoveTask", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"):
        assert not denied(Request(action, f"{mail_queue}-dead", operator), dead), action
    assert not denied(Request("sqs:SendMessage", mail_queue, operator), policy("queue", "mail"))
    assert denied(Request("sqs:ReceiveMessage", mail_queue, operator), policy("queue", "mail"))
    for who in ("producer", "consumer"):
        for action in (*SEND, *RECEIVE):
            assert denied(Request(action, f"{mail_queue}-dead", of_role(who)), dead), (who, action)


@pytest.mark.parametrize("queue", ["mail", "mail-dead"])
def test_no_queue_answers_without_tls(policy: Any, of_role: Any, mail_queue: str, queue: str, estate_name: str) -> None:
    arn = mail_queue.replace(f"{estate_name}-mail", f"{estate_name}-{queue}")
    plain = {**of_role("consumer"), "aws:SecureTransport": "false"}
    assert denied(Request("sqs:GetQueueAttributes", arn, plain), policy("queue", queue))


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


def test_a_key_can_still_be_administered(policy: Any, of_role: Any) -> None:
    """KMS refuses a policy by which nobody could change it again, and one like that could never be mended."""
    for key in ("mail", "logs"):
        for action in ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey"):
            assert allowed(Request(action, "arn:aws:kms:::key/any", of_role("x")), policy("key", key)), (key, action)


def test_a_host_joins_its_own_cluster_alone(
    policy: Any, of_role: Any, account: str, region: str, estate_name: str
) -> None:
    host = policy("role", "host")
    ours = f"arn:aws:ecs:{region}:{account}:cluster/{estate_name}"
    assert allowed(Request("ecs:RegisterContainerInstance", ours, of_role("host")), host)
    assert not allowed(Request("ecs:RegisterContainerInstance", f"{ours}-other", of_role("host")), host)
    instance = f"arn:aws:ecs:{region}:{account}:container-instance/{estate_name}/one"
    for action in ("ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"):
        assert allowed(Request(action, instance, {**of_role("host"), "ecs:cluster": ours}), host)
        assert not allowed(Request(action, instance, {**of_role("host"), "ecs:cluster": f"{ours}-other"}), host)
    joining = {**of_role("host"), "ecs:CreateAction": "RegisterContainerInstance"}
    assert allowed(Request("ecs:TagResource", instance, joining), host)
    assert not allowed(Request("ecs:TagResource", instance, of_role("host")), host)


def test_the_execution_role_reads_what_tasks_are_started_with_and_never_the_token(
    policy: Any, of_role: Any, account: str, region: str, estate_name: str
) -> None:
    role = policy("role", "execution")
    parameters = f"arn:aws:ssm:{region}:{account}:parameter/sluice/{estate_name}"
    assert allowed(Request("ssm:GetParameters", f"{parameters}/grafana/admin-password", of_role("x")), role)
    for action in ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"):
        assert not allowed(Request(action, f"{parameters}/producer/token", of_role("x")), role)
    assert allowed(
        Request("ssm:GetParameter", f"{parameters}/producer/token", of_role("x")), policy("role", "producer")
    )
