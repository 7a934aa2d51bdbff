"""What AWS cannot change in place is replaced while mail goes on coming in, and none of it is refused."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import client
from typing import Any
from urllib.parse import urlsplit

import pytest

from .api_log import recorded_ctx
from .checkout import Checkout
from .waiting import until

PAUSE_SECONDS = 0.1
ACCEPTED = '202 {"status":"accepted"}'

# The calls that a replacement is made of; those of tasks and of their runner come in between.
STEPS = re.compile(
    r"(?:^|\.)((?:Create|Modify|Update|Delete|Register)(?:TargetGroup|Rule|TaskDefinition|Service)"
    r"|(?:Authorize|Revoke)SecurityGroup(?:Egress|Ingress))$"
)
TO_ANOTHER_PORT = [
    "AuthorizeSecurityGroupEgress",  # the balancer may call the new port too
    "AuthorizeSecurityGroupIngress",
    "CreateTargetGroup",
    "ModifyRule",  # knows the successor, and sends nothing there
    "RegisterTaskDefinition",
    "UpdateService",  # into both
    "ModifyRule",  # over to the successor
    "UpdateService",  # out of the old one
    "DeleteTargetGroup",
    "RevokeSecurityGroupEgress",  # nobody listens on the old port any more
    "RevokeSecurityGroupIngress",
]
ALONE = ("--limit", "producer")
OVER_A_BRIDGE = ["CreateService", "UpdateService", "DeleteService"] * 2


@pytest.fixture(scope="module")
def demo(checkout: Checkout) -> Checkout:
    checkout.make("demo")
    return checkout


@contextmanager
def posting_ctx(checkout: Checkout) -> Iterator[list[str]]:
    """Posts through the balancer, one email after the other, and yields what each was answered."""
    address = urlsplit(checkout.outputs["producer_url"]).netloc
    body = (checkout.root / ".local" / "payload.json").read_text()
    answers: list[str] = []
    over = threading.Event()

    def post() -> None:
        while not over.wait(PAUSE_SECONDS):
            answers.append(answer_to(address, body))

    sender = threading.Thread(target=post)
    sender.start()
    try:
        yield answers
    finally:
        over.set()
        sender.join()


def answer_to(address: str, body: str) -> str:
    """Status and text, or what went wrong with the connection."""
    connection = client.HTTPConnection(address, timeout=30)
    try:
        connection.request("POST", "/process", body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return f"{reply.status} {reply.read().decode()}"
    except OSError as error:
        return repr(error)
    finally:
        connection.close()


def planned(checkout: Checkout, *arguments: str) -> str:
    done = checkout.run("ci/plan", "local", "--out", "replace.json", *arguments)
    assert done.returncode == 2, done.stdout
    return done.stdout


def applied_while_mail_comes_in(checkout: Checkout, *arguments: str) -> list[str]:
    """The steps that the apply of the last plan took."""
    with recorded_ctx(checkout.state["endpoint_url"]) as calls, posting_ctx(checkout) as answers:
        done = checkout.run("ci/apply", "local", "--plan", "replace.json", *arguments)
        posted = len(answers)
    assert done.returncode == 0, done.stdout
    assert posted > 20
    assert [answer for answer in answers if answer != ACCEPTED] == []
    return [step[1] for call in calls if (step := STEPS.search(call))]


def nothing_to_do(checkout: Checkout) -> bool:
    done = checkout.run("ci/plan", "local")
    return (done.returncode, done.stdout) == (0, "No changes.\n")


def service(checkout: Checkout) -> dict[str, Any]:
    (found,) = checkout.client("ecs").describe_services(cluster="sluice-local", services=["producer"])["services"]
    return dict(found)


def test_another_port_is_a_successor_that_takes_over(demo: Checkout) -> None:
    described = demo.root / "inventory" / "common" / "host_vars" / "producer.yml"
    text = described.read_text()
    assert "ecs_service_port: 8080" in text
    described.write_text(text.replace("ecs_service_port: 8080", "ecs_service_port: 9090"))
    assert "± replace target group sluice-local-producer  port: 8080 → 9090" in planned(demo).splitlines()
    assert applied_while_mail_comes_in(demo) == TO_ANOTHER_PORT
    groups = demo.client("elbv2").describe_target_groups()["TargetGroups"]
    assert [(group["TargetGroupName"], group["Port"]) for group in groups] == [("sluice-local-producer-b", 9090)]
    assert nothing_to_do(demo)


def test_a_service_of_another_launch_type_is_replaced_over_a_bridge(demo: Checkout) -> None:
    ecs, ours = demo.client("ecs"), service(demo)
    ecs.delete_service(cluster="sluice-local", service="producer", force=True)
    ecs.create_service(
        cluster="sluice-local",
        serviceName="producer",
        launchType="EC2",
        desiredCount=1,
        **{key: ours[key] for key in ("taskDefinition", "loadBalancers", "networkConfiguration")},
    )
    with posting_ctx(demo) as answers:
        until(lambda: answers and answers[-1] == ACCEPTED)
    old = until(lambda: demo.task("producer"))
    assert "± replace service producer" in planned(demo, *ALONE).splitlines()
    assert applied_while_mail_comes_in(demo, *ALONE) == OVER_A_BRIDGE
    assert [each["capacityProvider"] for each in service(demo)["capacityProviderStrategy"]] == ["sluice-local"]
    new = demo.task("producer")
    assert new is not None
    assert new["task_arn"] != old["task_arn"]
    until(lambda: {task["service"] for task in demo.state["tasks"]} == {"producer", "consumer"})
    assert nothing_to_do(demo)
