"""What ECR finds in an image, which it looks through as it arrives."""

import time
from dataclasses import dataclass
from typing import Any

from ci.registry.address import Registry
from ci.registry.outcomes import Refused

PATIENCE_SECONDS = 900.0  # a scan takes a minute or two, and longer where many arrive
PAUSE_SECONDS = 5.0
DONE = {"COMPLETE", "ACTIVE"}  # of a basic scan and of Inspector's
UNDERWAY = {"PENDING", "IN_PROGRESS", None}


@dataclass(frozen=True)
class Finding:
    name: str
    severity: str
    package: str


def findings(
    registry: Registry, repository: str, digest: str, patience: float = PATIENCE_SECONDS, pause: float = PAUSE_SECONDS
) -> list[Finding]:
    """Waits for the end of the scan; raises Refused where it does not come, or found nothing for it could not look."""
    asked = {**registry.owner, "repositoryName": repository, "imageId": {"imageDigest": digest}}
    until = time.monotonic() + patience
    while (status := _status(registry.ecr, asked)) in UNDERWAY:
        if time.monotonic() > until:
            raise Refused(f"ECR's scan of {repository}@{digest} has not ended in {patience:g} s: run this once more")
        time.sleep(pause)
    if status not in DONE:
        raise Refused(f"ECR's scan of {repository}@{digest} ended with {status}: nothing is known of what is in it")
    return _found(registry.ecr, asked)


def _status(ecr: Any, asked: dict[str, Any]) -> str | None:
    """`None` before it has begun, or ECR has heard of what its registry was just given."""
    try:
        return str(ecr.describe_image_scan_findings(**asked)["imageScanStatus"]["status"])
    except (ecr.exceptions.ScanNotFoundException, ecr.exceptions.ImageNotFoundException):
        return None


def _found(ecr: Any, asked: dict[str, Any]) -> list[Finding]:
    found, critical = [], 0
    for page in ecr.get_paginator("describe_image_scan_findings").paginate(**asked):
        told = page["imageScanFindings"]
        critical = max(critical, told.get("findingSeverityCounts", {}).get("CRITICAL", 0))
        found += [_basic(each) for each in told.get("findings", [])]
        found += [_enhanced(each) for each in told.get("enhancedFindings", [])]
    listed = sum(each.severity == "CRITICAL" for each in found)
    if listed < critical:
        raise Refused(f"ECR counts {critical} critical findings and lists {listed} of them: run this once more")
    return found


def _basic(told: dict[str, Any]) -> Finding:
    attributes = {each["key"]: each.get("value", "") for each in told.get("attributes", [])}
    package = f"{attributes.get('package_name', '')} {attributes.get('package_version', '')}"
    return Finding(told["name"], told["severity"], package.strip())


def _enhanced(told: dict[str, Any]) -> Finding:
    details = told.get("packageVulnerabilityDetails", {})
    packages = [f"{each['name']} {each.get('version', '')}".strip() for each in details.get("vulnerablePackages", [])]
    return Finding(details.get("vulnerabilityId", told.get("title", "?")), told["severity"], ", ".join(packages))
