"""A certificate is waited for and never longer than said, and is not taken from whoever needs it."""

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.modules import certificate as module
from moto.acm.models import acm_backends

from local_aws.patches import acm as patches

from .conftest import Run
from .kind import Api
from .kinds import kind
from .kinds.certificate import DOMAIN, arn, record, zone

WANTS = kind("certificate").wants()
PROVED = patches._is_proved
PAUSE = "ansible_collections.sluice.aws.plugins.module_utils.waiting.time.sleep"
UNPROVED = "ACM looks in the public DNS for _d930b28be6c5927595552b219965053e.mail.kind-certificate.example."


@pytest.fixture(autouse=True)
def absent(run: Run) -> Iterator[None]:
    yield
    run("certificate", state="absent", **WANTS)


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody finds the record, since the zone above does not lead to ours."""
    monkeypatch.setattr(patches, "_is_proved", lambda _: False)
    return monkeypatch


def records(api: Api) -> list[str]:
    listed = api("route53").list_resource_record_sets(HostedZoneId=zone(api))["ResourceRecordSets"]
    return [each["Type"] for each in listed if each["Type"] not in ("NS", "SOA")]


@pytest.mark.usefixtures("unproved")
def test_one_that_is_not_issued_in_time_is_told_with_the_record_and_the_way_on(run: Run) -> None:
    refused = run("certificate", fails=True, **WANTS)
    assert UNPROVED in refused.answer["msg"]
    assert "dig kind-certificate.example NS" in refused.answer["msg"]
    planned = run("certificate", check=True, **WANTS)
    assert planned.fields == {"status": ["PENDING_VALIDATION", "ISSUED"]}
    again = run("certificate", fails=True, **WANTS)
    assert "RequestCertificate" not in again.writes, "the next run waits for the same one"


def test_it_is_waited_for(run: Run, unproved: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            unproved.setattr(patches, "_is_proved", PROVED)

    unproved.setattr(PAUSE, sleep)
    assert run("certificate", **kind("certificate").wants(patience_seconds=60)).changed
    assert len(waited) == 3


def test_one_that_acm_declines_is_told_at_once_and_requested_anew(
    run: Run, api: Api, unproved: pytest.MonkeyPatch
) -> None:
    unproved.setattr(PAUSE, lambda _: setattr(backend(api), "status", "FAILED"))
    refused = run("certificate", fails=True, **kind("certificate").wants(patience_seconds=60))
    assert "ACM declined it (FAILED)" in refused.answer["msg"]
    unproved.setattr(patches, "_is_proved", PROVED)
    assert run("certificate", **WANTS).writes[:2] == ["DeleteCertificate", "RequestCertificate"]


def test_without_its_zone_a_plan_says_how_to_make_one(run: Run) -> None:
    refused = run("certificate", check=True, fails=True, **kind("certificate").wants(zone="nowhere.example"))
    assert "aws route53 create-hosted-zone --name nowhere.example" in refused.answer["msg"]
    assert not run("certificate", state="absent", **kind("certificate").wants(zone="nowhere.example")).changed


def test_one_in_use_stays_with_its_record_and_its_users_are_named(
    run: Run, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("certificate", **WANTS)
    balancer = api("elbv2").describe_load_balancers(Names=["balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    nothing = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
    serving = api("elbv2").create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=8443,
        Certificates=[{"CertificateArn": arn(api)}],
        DefaultActions=nothing,
    )["Listeners"][0]["ListenerArn"]
    monkeypatch.setattr(module, "UNUSED_WITHIN_SECONDS", 0)
    refused = run("certificate", state="absent", fails=True, **WANTS)
    assert f"it is still used by {balancer}" in refused.answer["msg"]
    assert refused.writes == []
    api("elbv2").delete_listener(ListenerArn=serving)


def test_another_certificate_of_the_domain_keeps_the_record_that_both_need(run: Run, api: Api) -> None:
    run("certificate", **WANTS)
    other = api("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")["CertificateArn"]
    assert run("certificate", state="absent", **WANTS).writes == ["DeleteCertificate"]
    assert record(api)
    run("certificate", **WANTS)
    api("acm").delete_certificate(CertificateArn=other)
    run("certificate", state="absent", **WANTS)
    assert records(api) == []


def test_somebody_elses_certificate_of_the_domain_is_not_ours(run: Run, api: Api) -> None:
    other = api("acm").request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")["CertificateArn"]
    assert run("certificate", **WANTS).answer["changes"][0]["action"] == "create"
    run("certificate", state="absent", **WANTS)
    assert arn(api) == other
    api("acm").delete_certificate(CertificateArn=other)


def backend(api: Api) -> Any:
    """moto's own object of the certificate."""
    return acm_backends["123456789012"]["eu-central-1"]._certificates[arn(api)]
