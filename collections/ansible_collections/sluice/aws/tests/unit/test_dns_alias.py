"""A name is ours only where it leads to a balancer of ours."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import kind
from .kinds.dns_alias import NAME, change, records

WANTS = kind("dns_alias").wants()
TO_ANOTHER = {
    "HostedZoneId": "Z2P70J7EXAMPLE",
    "DNSName": "other-balancer-1.eu-central-1.elb.amazonaws.com",
    "EvaluateTargetHealth": False,
}
FOREIGN: dict[str, dict[str, Any]] = {
    "address": {"Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]},
    "IPv6 address": {"Type": "AAAA", "TTL": 60, "ResourceRecords": [{"Value": "2001:db8::1"}]},
    "other name": {"Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": "elsewhere.example."}]},
    "other balancer": {"Type": "A", "AliasTarget": TO_ANOTHER},
}


@pytest.fixture(params=FOREIGN)
def foreign(request: pytest.FixtureRequest, api: Api) -> Iterator[dict[str, Any]]:
    change(api, "CREATE", **FOREIGN[request.param])
    yield FOREIGN[request.param]
    for record in records(api):
        change(api, "DELETE", **record)


def test_somebody_elses_record_is_not_overwritten(run: Run, foreign: dict[str, Any]) -> None:
    for check in (True, False):
        refused = run("dns_alias", check=check, fails=True, **WANTS)
        assert f"somebody else's record answers for it ({foreign['Type']} " in refused.answer["msg"]
        assert f"-e replace={NAME}" in refused.answer["msg"]
        assert refused.writes == []


def test_somebody_elses_record_outlives_a_removal(run: Run, api: Api, foreign: dict[str, Any]) -> None:
    assert not run("dns_alias", state="absent", **WANTS).changed
    assert [record["Type"] for record in records(api)] == [foreign["Type"]]


def test_who_names_it_overwrites_it_in_one_step(run: Run, api: Api, foreign: dict[str, Any]) -> None:
    named = run("dns_alias", replace=[NAME], **WANTS)
    assert named.fields["target"][0].startswith(f"{foreign['Type']} ")
    assert named.writes == ["ChangeResourceRecordSets"], "no resolver finds nothing in between"
    (record,) = records(api)
    assert record["AliasTarget"]["DNSName"].startswith("balancer-1.")
    assert not run("dns_alias", **WANTS).changed


def test_records_that_lead_nowhere_live_beside_it(run: Run, api: Api) -> None:
    change(api, "CREATE", Type="TXT", TTL=60, ResourceRecords=[{"Value": '"proof"'}])
    assert run("dns_alias", **WANTS).changed
    assert run("dns_alias", state="absent", **WANTS).changed
    (left,) = records(api)
    assert left["Type"] == "TXT"
    change(api, "DELETE", **left)


def test_without_its_balancer_a_plan_does_not_know_and_an_apply_says_so(run: Run) -> None:
    wants = kind("dns_alias").wants(load_balancer="nowhere")
    assert run("dns_alias", check=True, **wants).fields["target"] == [None, "(known after apply)"]
    assert "apply playbooks/50_balancer.yml" in run("dns_alias", fails=True, **wants).answer["msg"]


def test_without_its_zone_there_is_nothing_to_remove(run: Run) -> None:
    wants = kind("dns_alias").wants(zone="nowhere.example")
    assert not run("dns_alias", state="absent", **wants).changed
    assert "exactly one public zone nowhere.example" in run("dns_alias", fails=True, **wants).answer["msg"]
