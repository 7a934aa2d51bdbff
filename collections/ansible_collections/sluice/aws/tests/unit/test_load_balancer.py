"""A balancer goes only where the inventory lets it, and is gone only when nothing of it holds the network."""

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.modules import load_balancer as module

from .conftest import Run
from .kind import Api
from .kinds import kind
from .kinds.load_balancer import LOGS, NAME, arn, listener
from .network import found

WANTS = kind("load_balancer").wants()
PROTECTED = kind("load_balancer").wants(deletion_protection=True)


@pytest.fixture(autouse=True)
def absent(run: Run) -> Iterator[None]:
    yield
    run("load_balancer", state="absent", **WANTS)


def listeners(*items: dict[str, Any]) -> dict[str, Any]:
    return kind("load_balancer").wants(listeners=list(items))


def test_what_the_inventory_protects_is_not_removed(run: Run) -> None:
    run("load_balancer", **PROTECTED)
    for check in (True, False):
        refused = run("load_balancer", check=check, state="absent", fails=True, **PROTECTED)
        assert "set its deletion_protection to false" in refused.answer["msg"]
        assert refused.writes == []


def test_what_the_inventory_protects_no_longer_is_removed(run: Run) -> None:
    run("load_balancer", **PROTECTED)
    removed = run("load_balancer", state="absent", **WANTS)
    assert removed.writes == ["ModifyLoadBalancerAttributes", "DeleteLoadBalancer"]


def test_a_removal_waits_for_the_network_interfaces(run: Run, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """As AWS leaves one for some minutes, of a balancer that an earlier run removed."""
    kept = api("ec2").create_network_interface(
        SubnetId=found(api, "subnets", "subnet")["SubnetId"], Description=f"ELB app/{NAME}/0123456789abcdef"
    )["NetworkInterface"]["NetworkInterfaceId"]
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    refused = run("load_balancer", state="absent", fails=True, **WANTS)
    assert f"{kept} of its network interfaces still hold its subnets and groups after 0 s" in refused.answer["msg"]
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 60)
    monkeypatch.setattr(
        "ansible_collections.sluice.aws.plugins.module_utils.waiting.time.sleep",
        lambda _: api("ec2").delete_network_interface(NetworkInterfaceId=kept),
    )
    assert not run("load_balancer", state="absent", **WANTS).changed


def test_listeners_come_change_and_go(run: Run, api: Api) -> None:
    run("load_balancer", **listeners({"port": 80, "answer": "{}"}, {"port": 8080, "answer": "{}"}))
    changed = run("load_balancer", **WANTS)
    assert changed.fields.keys() == {
        "listeners.80.default",
        "listeners.81",
        "listeners.443",
        "listeners.8080",
    }
    assert sorted(changed.writes) == ["CreateListener", "CreateListener", "DeleteListener", "ModifyListener"]
    assert not run("load_balancer", **WANTS).changed
    with pytest.raises(StopIteration):
        listener(api, 8080)


def test_a_listener_that_begins_to_redirect_loses_what_led_past_it(run: Run, api: Api) -> None:
    run("load_balancer", **listeners({"port": 80, "answer": "{}"}))
    api("elbv2").create_rule(
        ListenerArn=listener(api, 80),
        Priority=10,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/process"]}}],
        Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    )
    assert not run("load_balancer", **listeners({"port": 80, "answer": "{}"})).changed, "rules belong to services"
    redirecting = run("load_balancer", **listeners({"port": 80, "redirect_to_port": 443}))
    assert redirecting.fields["listeners.80.rules"] == [["10 /process"], []]
    rules = api("elbv2").describe_rules(ListenerArn=listener(api, 80))["Rules"]
    assert [rule["IsDefault"] for rule in rules] == [True]


def test_where_logs_are_not_wanted_none_are_written(run: Run, api: Api) -> None:
    run("load_balancer", **WANTS)
    silent = run("load_balancer", **kind("load_balancer").wants(access_log_bucket="", access_log_prefix=""))
    assert silent.fields["access_log_bucket"] == [LOGS, ""]
    told = api("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn(api))["Attributes"]
    assert {"Key": "access_logs.s3.enabled", "Value": "false"} in told


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"port": 80}, "its listener 80 needs either an answer or a redirect_to_port"),
        ({"port": 80, "answer": "{}", "redirect_to_port": 443}, "needs either an answer or a redirect_to_port"),
        ({"port": 443, "protocol": "HTTPS", "answer": "{}"}, "its listener 443 speaks HTTPS and needs a certificate"),
    ],
    ids=["neither", "both", "bare"],
)
def test_a_listener_that_makes_no_sense_is_refused(run: Run, item: dict[str, Any], said: str) -> None:
    assert said in run("load_balancer", check=True, fails=True, **listeners(item)).answer["msg"]


def test_a_certificate_that_is_not_issued_is_known_to_a_plan_only_later(run: Run) -> None:
    unknown = {"domain": "nowhere.example", "name": NAME}
    wants = listeners({"port": 443, "protocol": "HTTPS", "certificate": unknown, "answer": "{}"})
    assert run("load_balancer", check=True, **wants).changed
    refused = run("load_balancer", fails=True, **wants)
    assert "exactly one issued certificate of nowhere.example" in refused.answer["msg"]
