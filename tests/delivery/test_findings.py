"""What ECR's scan says of an image, and which of it lets one through."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ci.registry.address import Registry
from ci.registry.gate import accepted, require_passed
from ci.registry.outcomes import Refused
from ci.registry.scan import Finding, findings

from .registry import Account, digest_of
from .released_image import find

MANIFEST = json.dumps({"layers": []}).encode()
CRITICAL = Finding("CVE-2026-1", "CRITICAL", "zlib 1.2")
TODAY = datetime.now(UTC).date()


@pytest.fixture
def scanned(account: Account, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A registry of that account, with one candidate that was looked through."""
    for name, value in account.environment.items():
        monkeypatch.setenv(name, value)
    account.keep("sluice/candidates", "1.0.1", MANIFEST, "application/json")
    return Registry("localhost")


def told(registry: Registry) -> list[Finding]:
    return findings(registry, "sluice/candidates", digest_of(MANIFEST), patience=0.01, pause=0.001)


def test_a_finding_names_its_package(scanned: Registry, account: Account) -> None:
    find(account, "sluice/candidates", "CRITICAL", "LOW")

    assert told(scanned) == [CRITICAL, Finding("CVE-2026-2", "LOW", "zlib 1.2")]


def test_a_finding_of_inspector_is_one_too(scanned: Registry, account: Account) -> None:
    details = {"vulnerabilityId": "CVE-2026-1", "vulnerablePackages": [{"name": "zlib", "version": "1.2"}]}
    enhanced = {"severity": "CRITICAL", "packageVulnerabilityDetails": details}
    find(account, "sluice/candidates", status="ACTIVE", enhanced=[enhanced])

    assert told(scanned) == [CRITICAL]


@pytest.mark.parametrize("status", ["PENDING", "IN_PROGRESS"])
def test_a_scan_that_does_not_end_is_given_up(scanned: Registry, account: Account, status: str) -> None:
    find(account, "sluice/candidates", status=status)

    with pytest.raises(Refused, match=r"has not ended in 0\.01 s"):
        told(scanned)


def test_an_image_that_is_not_scanned_yet_is_waited_for(scanned: Registry, account: Account) -> None:
    other = json.dumps({"layers": [{"digest": "another"}]}).encode()
    kept = {"repositoryName": "sluice/candidates", "imageTag": "other", "imageDigest": digest_of(other)}
    account.ecr.put_image(**kept, imageManifest=other.decode(), imageManifestMediaType="application/json")

    with pytest.raises(Refused, match="has not ended"):
        findings(scanned, "sluice/candidates", digest_of(other), patience=0.01, pause=0.001)


@pytest.mark.parametrize("status", ["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED"])
def test_a_scan_that_saw_nothing_is_no_scan(scanned: Registry, account: Account, status: str) -> None:
    find(account, "sluice/candidates", status=status)

    with pytest.raises(Refused, match=f"ended with {status}: nothing is known"):
        told(scanned)


def test_findings_that_are_counted_and_not_listed_are_missed(scanned: Registry, account: Account) -> None:
    find(account, "sluice/candidates", counts={"CRITICAL": 2})

    with pytest.raises(Refused, match="counts 2 critical findings and lists 0"):
        told(scanned)


@pytest.mark.parametrize(
    ("days", "said"), [(0, None), (-1, f"CVE-2026-1 in zlib 1.2, accepted until {TODAY - timedelta(days=1)}: mend")]
)
def test_an_accepted_finding_passes_until_its_day_is_over(tmp_path: Path, days: int, said: str | None) -> None:
    file = tmp_path / "accepted.json"
    until = (TODAY + timedelta(days=days)).isoformat()
    file.write_text(json.dumps([{"finding": "CVE-2026-1", "reason": "It is never called", "until": until}]))

    if said is None:
        require_passed("producer 1.0.1", [CRITICAL], accepted(file))
    else:
        with pytest.raises(Refused, match=said):
            require_passed("producer 1.0.1", [CRITICAL], accepted(file))


@pytest.mark.parametrize(
    "entry",
    [
        {"finding": "CVE-2026-1", "reason": " ", "until": "2026-12-31"},
        {"finding": "CVE-2026-1", "until": "2026-12-31"},
        {"finding": "CVE-2026-1", "reason": "It is never called", "until": "soon"},
        {"finding": "CVE-2026-1", "reason": "It is never called", "until": None},
        "CVE-2026-1",
    ],
)
def test_nothing_is_accepted_without_a_reason_and_a_day(tmp_path: Path, entry: Any) -> None:
    file = tmp_path / "accepted.json"
    file.write_text(json.dumps([entry]))

    with pytest.raises(Refused, match='must be a "finding", a "reason" and "until"'):
        accepted(file)


def test_what_is_accepted_here_can_be_read() -> None:
    accepted()
