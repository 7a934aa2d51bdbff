"""A checkout whose images go to a registry of this machine."""

import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import requests

from .registry import REGION, Account, Registry
from .repository import REPOSITORY, Repository

SCRIPTS = ("accepted_findings.json", "build", "engine", "push", "registry", "sbom")

DOCKERFILE = "ARG BASE=python:3.11.14-slim\nFROM ${BASE} AS service\nFROM service AS producer\n"


class Pushing:
    """`ci/push` in a repository that has an engine and a registry at hand."""

    def __init__(self, repository: Repository, registry: Registry, folder: Path) -> None:
        self.repository = repository
        self.registry = registry
        self.output = folder / "output"
        for script in SCRIPTS:
            (repository.root / "ci" / script).symlink_to(REPOSITORY / "ci" / script)
        repository.commit("Say what is built", "Dockerfile", DOCKERFILE)
        self._environment = stand_in(folder, "docker") | {
            **registry.account.environment,
            "REGISTRY": registry.host,
            "STAND_IN_IMAGES": str(folder),
            "GITHUB_OUTPUT": str(self.output),
        }

    def push(self, version: str = "1.0.1", **environment: str) -> "CompletedProcess[str]":
        return self.run("ci/push", "producer", version, **environment)

    def run(self, *command: str, **environment: str) -> "CompletedProcess[str]":
        return self.repository.run(*command, **self._environment | environment)

    def images(self, service: str) -> dict[str, str]:
        return self.registry.account.images(service)


def stand_in(folder: Path, name: str) -> dict[str, str]:
    """The `PATH` on which `name` is the module of that name beside this one."""
    (folder / "bin").mkdir(exist_ok=True)
    executable = folder / "bin" / name
    executable.write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name(f"{name}.py")} "$@"\n')
    executable.chmod(0o755)
    return {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def find(
    account: Account,
    repository: str,
    *severities: str,
    status: str = "COMPLETE",
    enhanced: list[dict[str, Any]] | None = None,
    counts: dict[str, int] | None = None,
) -> None:
    """What the next scan of an image of that repository ends with."""
    findings: list[dict[str, Any]] = [
        {
            "name": f"CVE-2026-{number}",
            "severity": severity,
            "attributes": [{"key": "package_name", "value": "zlib"}, {"key": "package_version", "value": "1.2"}],
        }
        for number, severity in enumerate(severities, 1)
    ]
    counted = counts or {severity: severities.count(severity) for severity in severities}
    result = {
        "repositoryName": repository,
        "imageId": {},
        "imageScanStatus": {"status": status},
        "imageScanFindings": {
            "findings": findings,
            "enhancedFindings": enhanced or [],
            "findingSeverityCounts": counted,
        },
    }
    told: dict[str, Any] = {"results": [result], "region": REGION, "account_id": account.number}
    requests.post(f"{account.endpoint}/moto-api/static/ecr/scan-finding-results", json=told, timeout=30)
