"""A fourth service is one more host: planned, applied, posted through, and gone with its things when the host is."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from .checkout import Checkout
from .mail import Sender, archived
from .remains import remains
from .test_replacement import ACCEPTED, posting_ctx
from .waiting import until

COMMON = "inventory/common"
# The groups of the producer, in hosts.yml.
BESIDE_THE_PRODUCER = {"            producer:\n": "            intake:\n", "        producer:\n": "        intake:\n"}
# The producer's code, under another name, on another port, before the producer's rule for mail.
ITS_OWN = {
    "ecs_service_port: 8080": "ecs_service_port: 8090",
    "ecs_service_paths: [/process, /health, /openapi.json, /docs, /docs/*]": "ecs_service_paths: [/process]",
    "ecs_service_rule_priority: 10": "ecs_service_rule_priority: 5",
}
RELEASE = "/sluice/local/release/intake"
ITS_THINGS = {
    "security group sluice-local-intake",
    "role sluice-local-intake",
    "log group /sluice/sluice-local/intake",
    "target group sluice-local-intake",
    "listener rule sluice-local:80/5",
    "task definition sluice-local-intake",
    "service intake",
    *(f"alarm sluice-local-intake-{alert}" for alert in ("errors", "declines", "unhealthy", "token-unread")),
    *(
        f"alarm sluice-local-intake-{alert}"
        for alert in ("tasks-missing", "memory", "deployment-failed", "deployment-open")
    ),
}
# Once it is released; before, it would raise the service from zero tasks.
ITS_SCALING = {"scaling sluice-local/intake"}
# Who may send mail, and whom the balancer may call.
ITS_NEIGHBOURS = {"queue sluice-local-mail", "security group sluice-local-balancer"}


@pytest.fixture(scope="module")
def intake(estate: Checkout) -> Iterator[Checkout]:
    """The estate with the host in its inventory, until a test takes it away again."""
    hosts = estate.root / COMMON / "hosts.yml"
    before = hosts.read_text()
    hosts.write_text(replaced(before, {old: old + new for old, new in BESIDE_THE_PRODUCER.items()}))
    producer = (estate.root / COMMON / "host_vars" / "producer.yml").read_text()
    (estate.root / COMMON / "host_vars" / "intake.yml").write_text(replaced(producer, ITS_OWN))
    yield estate
    hosts.write_text(before)


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(f"\n{old}") == 1, old
        text = text.replace(f"\n{old}", f"\n{new}")
    return text


def planned(checkout: Checkout) -> dict[str, set[str]]:
    """What a plan would do to which things."""
    done = checkout.run("ci/plan", "local", "--out", "intake.json")
    assert done.returncode == 2, done.stdout
    changes: list[dict[str, Any]] = json.loads((checkout.root / "intake.json").read_text())["changes"]
    actions = {change["action"] for change in changes}
    return {
        action: {f"{each['kind']} {each['name']}" for each in changes if each["action"] == action} for action in actions
    }


def accepted_by_it(checkout: Checkout) -> float:
    """What its own metric has counted."""
    task = checkout.task("intake")
    assert task is not None
    with urllib.request.urlopen(f"{task['url']}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    counted = [
        line.rpartition(" ")[2] for line in lines if line.startswith('sluice_requests_total{outcome="accepted"}')
    ]
    return float(counted[0]) if counted else 0.0


def in_service(checkout: Checkout) -> bool:
    elb = checkout.client("elbv2")
    (group,) = elb.describe_target_groups(Names=["sluice-local-intake"])["TargetGroups"]
    targets = elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    return [target["TargetHealth"]["State"] for target in targets] == ["healthy"]


def test_a_plan_makes_its_things_and_changes_who_deals_with_it(intake: Checkout) -> None:
    assert planned(intake) == {"create": ITS_THINGS, "change": ITS_NEIGHBOURS}


def test_once_released_it_takes_mail(intake: Checkout) -> None:
    intake.client("ssm").put_parameter(Name=RELEASE, Value="sluice/producer:checkout", Type="String")
    assert planned(intake) == {"create": ITS_THINGS | ITS_SCALING, "change": ITS_NEIGHBOURS}
    said = intake.play("site.yml")
    made = len(ITS_THINGS | ITS_SCALING)
    assert said.splitlines()[-1] == f"Applied: {made} created, {len(ITS_NEIGHBOURS)} changed, 0 replaced, 0 removed."
    until(lambda: in_service(intake))
    with Sender(intake, emails=5) as sender:
        pass
    assert len(sender.accepted) == 5
    assert accepted_by_it(intake) == 5
    until(lambda: {f"emails/{email_id}.json" for email_id in sender.accepted} <= archived(intake))


def test_an_apply_for_another_host_leaves_it_alone(intake: Checkout) -> None:
    assert intake.play("site.yml", "--limit", "estate,producer").splitlines()[-1] == "No changes."


def test_it_goes_with_its_host_and_the_producer_takes_mail_again(intake: Checkout) -> None:
    hosts = intake.root / COMMON / "hosts.yml"
    hosts.write_text(replaced(hosts.read_text(), {old + new: old for old, new in BESIDE_THE_PRODUCER.items()}))
    (intake.root / COMMON / "host_vars" / "intake.yml").unlink()
    assert planned(intake) == {"remove": ITS_THINGS | ITS_SCALING, "change": ITS_NEIGHBOURS}
    with posting_ctx(intake) as answers:
        said = intake.play("site.yml")
    gone = len(ITS_THINGS | ITS_SCALING)
    assert said.splitlines()[-1] == f"Applied: 0 created, {len(ITS_NEIGHBOURS)} changed, 0 replaced, {gone} removed."
    assert set(answers) == {ACCEPTED}
    intake.client("ssm").delete_parameter(Name=RELEASE)
    left = remains(intake.client)
    assert not [name for names in left.values() for name in names if "intake" in name]
    assert intake.play("site.yml").splitlines()[-1] == "No changes."
