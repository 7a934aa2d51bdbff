"""A plan says what an apply does: on nothing, on what is right, and on what somebody has changed by hand."""

import json
import subprocess
from typing import Any

import pytest

from .api_log import recorded_ctx, writes
from .checkout import Checkout

# The services are not what is tried here, and they take the longest.
NARROWED = ("--limit", "estate")
CONSUMER = ("--limit", "consumer")


def plan(checkout: Checkout, *arguments: str) -> subprocess.CompletedProcess[str]:
    return checkout.run("ci/plan", "local", *arguments)


def written(checkout: Checkout, name: str) -> dict[str, Any]:
    return dict(json.loads((checkout.root / name).read_text()))


def things(told: dict[str, Any], action: str) -> set[str]:
    return {f"{change['kind']} {change['name']}" for change in told["changes"] if change["action"] == action}


@pytest.fixture(scope="module")
def empty(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    """A plan of an account that has nothing."""
    checkout.run("python", "-m", "local_aws", "start")
    with recorded_ctx(checkout.state["endpoint_url"]) as calls:
        done = plan(checkout, "--out", "empty.json")
    assert calls, "the plan asked nothing"
    assert writes(calls) == []
    return done


@pytest.fixture(scope="module")
def applied(checkout: Checkout, empty: subprocess.CompletedProcess[str]) -> str:
    """What the apply of a plan of the estate without its services said."""
    assert empty.returncode == 2
    assert plan(checkout, "--out", "approved.json", *NARROWED).returncode == 2
    done = checkout.run("ci/apply", "local", "--plan", "approved.json", *NARROWED)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_a_plan_of_nothing_lists_everything_and_ends_with_the_counts(
    checkout: Checkout, empty: subprocess.CompletedProcess[str]
) -> None:
    assert empty.returncode == 2, empty.stdout
    told = written(checkout, "empty.json")
    assert (told["estate"], told["account"], told["failed"]) == ("sluice-local", "000000000000", [])
    assert {"VPC sluice-local", "queue sluice-local-mail", "service producer"} <= things(told, "create")
    lines = empty.stdout.splitlines()
    assert f"Plan: {told['counts']['create']} to create, 0 to change, 0 to replace, 0 to remove." == lines[-1]
    assert [line for line in lines[:-1] if not line.startswith("+ create ")] == []
    assert "+ create queue sluice-local-mail  message_retention_seconds: 345600" in lines, (
        "who keeps mail, and how long"
    )


def test_an_approved_plan_is_applied_as_it_says(checkout: Checkout, applied: str) -> None:
    approved = written(checkout, "approved.json")
    said = {line.split("  ")[0] for line in applied.splitlines() if line.startswith("+ create ")}
    assert {f"+ create {thing}" for thing in things(approved, "create")} <= said
    assert "\nApplied: " in applied


@pytest.fixture(scope="module")
def drifted(checkout: Checkout, applied: str) -> set[str]:
    """What somebody changes by hand, one of each sort: a change, a loss and a stray."""
    assert applied
    sqs, iam = checkout.client("sqs"), checkout.client("iam")
    url = sqs.get_queue_url(QueueName="sluice-local-mail")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "7"})
    iam.tag_role(RoleName="sluice-local-execution", Tags=[{"Key": "Stray", "Value": "1"}])
    checkout.client("ecs").delete_cluster(cluster="sluice-local")
    return {"queue sluice-local-mail", "role sluice-local-execution", "cluster sluice-local"}


def test_a_plan_names_what_drifted_and_nothing_else(checkout: Checkout, drifted: set[str]) -> None:
    with recorded_ctx(checkout.state["endpoint_url"]) as calls:
        done = plan(checkout, "--json", "--out", "drift.json", *NARROWED)
    assert writes(calls) == []
    assert done.returncode == 2
    told = written(checkout, "drift.json")
    assert json.dumps(told, indent=2, ensure_ascii=False) in done.stdout
    assert things(told, "change") | things(told, "create") == drifted
    assert told["counts"] == {"create": 1, "change": 2, "replace": 0, "remove": 0}
    for line in (
        "~ change queue sluice-local-mail  visibility_timeout_seconds: 7 → 30",
        "~ change role sluice-local-execution  tags.Stray: 1 → (none)",
        "+ create cluster sluice-local",
        "Plan: 1 to create, 2 to change, 0 to replace, 0 to remove.",
    ):
        assert line in done.stdout.splitlines()


def test_a_plan_that_was_approved_before_is_refused_with_the_difference(checkout: Checkout, drifted: set[str]) -> None:
    stale = {**written(checkout, "drift.json"), "changes": written(checkout, "drift.json")["changes"][:1]}
    (checkout.root / "stale.json").write_text(json.dumps(stale))
    with recorded_ctx(checkout.state["endpoint_url"]) as calls:
        done = checkout.run("ci/apply", "local", "--plan", "stale.json", *NARROWED)
    assert done.returncode == 1
    assert "✗ The estate is not as it was when this plan was approved" in done.stdout
    assert done.stdout.count("not approved:") == len(drifted) - 1
    assert writes(calls) == []


def test_what_moves_after_the_plan_was_compared_is_refused_too(checkout: Checkout, drifted: set[str]) -> None:
    assert drifted
    done = checkout.run(
        "ansible-playbook", "playbooks/40_cluster.yml", SLUICE_APPROVED_PLAN=str(checkout.root / "stale.json")
    )
    assert done.returncode != 0
    assert "the approved plan does not say to create it so" in done.stdout


def test_an_apply_mends_the_drift_and_then_there_is_nothing_to_do(checkout: Checkout, drifted: set[str]) -> None:
    assert drifted
    with recorded_ctx(checkout.state["endpoint_url"]) as calls:
        said = checkout.play("site.yml", *NARROWED)
    assert "Applied: 1 created, 2 changed, 0 replaced, 0 removed." in said
    assert "AmazonSQS.SetQueueAttributes" in writes(calls), "what no plan does is seen where it is done"
    done = plan(checkout, *NARROWED)
    assert (done.returncode, done.stdout) == (0, "No changes.\n")


def test_a_plan_of_a_service_is_applied_although_it_cannot_know_all(checkout: Checkout, applied: str) -> None:
    assert applied
    checkout.play("site.yml", *CONSUMER)
    described = checkout.root / "inventory" / "local" / "group_vars" / "all" / "services.yml"
    text = described.read_text()
    described.write_text(text.replace('mail_poll_interval_seconds: "1"', 'mail_poll_interval_seconds: "3"'))
    assert plan(checkout, "--out", "service.json", *CONSUMER).returncode == 2
    told = written(checkout, "service.json")
    assert things(told, "change") == {"task definition sluice-local-consumer", "service consumer"}
    (service,) = [change for change in told["changes"] if change["kind"] == "service"]
    assert service["fields"]["task_definition"][1] == "(known after apply)"
    done = checkout.run("ci/apply", "local", "--plan", "service.json", *CONSUMER)
    assert done.returncode == 0, done.stdout
    assert "Applied: 0 created, 2 changed, 0 replaced, 0 removed." in done.stdout
    done = plan(checkout, *CONSUMER)
    assert (done.returncode, done.stdout) == (0, "No changes.\n")


def test_a_plan_that_fails_says_why_in_a_sentence_and_exits_with_1(checkout: Checkout) -> None:
    done = plan(checkout, "--extra-vars", "guard_account=111122223333")
    assert done.returncode == 1
    assert "✗ These credentials belong to account 000000000000" in done.stdout
    assert "Traceback" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("The plan is not whole, 1 error")
