"""`ci/verify`: what may be deployed, by digest, and why all else may not."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from .registry import REPOSITORIES, Account, digest_of
from .released_image import find, stand_in
from .repository import ENVIRONMENT, REPOSITORY

TOOLING = "333333333333"  # as the inventories name it
HOST = f"{TOOLING}.dkr.ecr.eu-central-1.amazonaws.com"
PRODUCER, CONSUMER = (json.dumps({"layers": [{"digest": name}]}).encode() for name in ("producer", "consumer"))
RIGHT = {"GITHUB_REPOSITORY": "example/sluice", "STAND_IN_ATTESTED": f"{digest_of(PRODUCER)} {digest_of(CONSUMER)}"}

Verify = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def tooling(embedded_aws: str) -> Iterator[Account]:
    """The account of the registry, which holds producer 1.0.12 and consumer 1.0.3."""
    account = Account(embedded_aws, TOOLING)
    account.keep("sluice/producer", "1.0.12", PRODUCER, "application/json")
    account.keep("sluice/consumer", "1.0.3", CONSUMER, "application/json")
    yield account
    for name in REPOSITORIES:
        account.ecr.delete_repository(repositoryName=name, force=True)


@pytest.fixture
def verify(tooling: Account, tmp_path: Path) -> Verify:
    def run(*versions: str, **environment: str) -> "CompletedProcess[str]":
        told = {"GITHUB_OUTPUT": str(tmp_path / "output"), "STAND_IN_CALLS": str(tmp_path / "calls")}
        return subprocess.run(
            ["ci/verify", "dev", *versions],
            cwd=REPOSITORY,
            env=ENVIRONMENT | stand_in(tmp_path, "gh") | tooling.environment | told | RIGHT | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_release_of_ours_is_told_by_its_digest(verify: Verify, tmp_path: Path) -> None:
    done = verify("producer=1.0.12", f"consumer={digest_of(CONSUMER)}")

    assert done.returncode == 0, done.stderr
    digests = [f"producer={digest_of(PRODUCER)}", f"consumer={digest_of(CONSUMER)}"]
    assert done.stdout.splitlines() == digests
    assert (tmp_path / "output").read_text() == f"digests={' '.join(digests)}\n"
    assert (tmp_path / "calls").read_text().splitlines()[0] == (
        f"attestation verify oci://{HOST}/sluice/producer@{digest_of(PRODUCER)} --repo example/sluice "
        "--signer-workflow example/sluice/.github/workflows/image.yml --deny-self-hosted-runners"
    )


def test_each_thing_wrong_is_one_sentence(verify: Verify, tooling: Account, tmp_path: Path) -> None:
    find(tooling, "sluice/consumer", "CRITICAL")

    done = verify("producer=1.0.13 producer=1.0.12", "consumer=1.0.3", STAND_IN_ATTESTED=digest_of(CONSUMER))

    assert (done.returncode, done.stdout) == (1, "")
    assert [line for line in done.stderr.splitlines() if line.startswith("✗")] == [
        f"✗ there is no 1.0.13 in {HOST}/sluice/producer: release it first",
        f"✗ producer 1.0.12 ({digest_of(PRODUCER)}) is not attested by .github/workflows/image.yml of example/sluice: "
        "✗ Loading attestations failed Error: no attestations found",
        "✗ consumer 1.0.3 has critical findings: CVE-2026-1 in zlib 1.2: "
        "mend them, or accept them for a while in ci/accepted_findings.json",
    ]
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("versions", "environment", "status", "said"),
    [
        (("producer=1.0.12",), {"GITHUB_REPOSITORY": ""}, 1, "✗ GITHUB_REPOSITORY is not set"),
        (("producer",), {}, 2, "what is 'producer'? Say which service and version:  producer=1.0.12"),
    ],
)
def test_what_was_asked_or_set_up_wrongly_is_told(
    verify: Verify, versions: tuple[str, ...], environment: dict[str, str], status: int, said: str
) -> None:
    done = verify(*versions, **environment)

    assert done.returncode == status
    assert said in done.stderr
