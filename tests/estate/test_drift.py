"""Whatever somebody changes by hand, one plan names it with before and after, and one apply mends all of it."""

import json
from typing import Any

import pytest

from .checkout import Checkout
from .drifts import DRIFTS
from .drifts.drift import Aws

# Every kind of thing that site.yml makes; a laptop has no certificate and no name.
KINDS = {
    "VPC",
    "subnet",
    "internet gateway",
    "NAT gateway",
    "route table",
    "network ACL",
    "security group",
    "VPC endpoint",
    "flow log",
    "KMS key",
    "secret",
    "role",
    "instance profile",
    "queue",
    "bucket",
    "log group",
    "load balancer",
    "cluster",
    "launch template",
    "auto scaling group",
    "capacity provider",
    "target group",
    "listener rule",
    "task definition",
    "service",
    "scaling",
    "alarm",
    "topic",
}


@pytest.fixture(scope="module")
def told(estate: Checkout, aws: Aws) -> dict[str, dict[str, Any]]:
    """What one plan says of each thing, all of them having drifted."""
    for drift in DRIFTS:
        drift.cause(aws)
    done = estate.run("ci/plan", "local", "--out", "drift.json")
    assert done.returncode == 2, done.stdout
    changes = json.loads((estate.root / "drift.json").read_text())["changes"]
    return {f"{change['kind']} {change['name']}": change for change in changes}


def test_every_kind_drifts() -> None:
    assert {kind for kind in KINDS if any(drift.thing.startswith(f"{kind} ") for drift in DRIFTS)} == KINDS


def test_a_plan_names_each_drift_with_before_and_after(told: dict[str, dict[str, Any]]) -> None:
    assert {thing: change["action"] for thing, change in told.items()} == {
        drift.thing: drift.action for drift in DRIFTS
    }
    changed = {thing: change["fields"] for thing, change in told.items() if change["action"] == "change"}
    assert changed == {drift.thing: drift.fields for drift in DRIFTS if drift.fields}


def test_one_apply_mends_them_all_and_then_there_is_nothing_to_do(
    estate: Checkout, told: dict[str, dict[str, Any]]
) -> None:
    said = estate.play("site.yml")
    lost = [change for change in told.values() if change["action"] == "create"]
    changed = len(told) - len(lost)
    assert said.splitlines()[-1] == f"Applied: {len(lost)} created, {changed} changed, 0 replaced, 0 removed."
    done = estate.run("ci/plan", "local")
    assert (done.returncode, done.stdout) == (0, "No changes.\n")
