"""Who may touch mail on its way, request by request."""

from typing import Any

import pytest

from .decision import Request, allowed, denied
from .policies import Document

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
