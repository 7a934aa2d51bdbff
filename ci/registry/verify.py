"""Whether a version may run anywhere: it is there, a release of ours made it, and no critical finding is in it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ci.registry.address import Registry
from ci.registry.gate import accepted, require_passed
from ci.registry.login import login
from ci.registry.outcomes import Refused
from ci.registry.scan import findings

SIGNER = ".github/workflows/image.yml"
DIGEST = "sha256:"


def verified(registry: Registry, service: str, version: str) -> str:
    """The digest that the version, which may be one itself, stands for; raises Refused with the first thing wrong."""
    repository = f"sluice/{service}"
    digest = _resolved(registry, repository, version)
    _require_attested(registry, repository, digest, f"{service} {version}")
    require_passed(f"{service} {version}", findings(registry, repository, digest), accepted())
    return digest


def _resolved(registry: Registry, repository: str, version: str) -> str:
    ecr = registry.ecr
    key = "imageDigest" if version.startswith(DIGEST) else "imageTag"
    try:
        found = ecr.describe_images(**registry.owner, repositoryName=repository, imageIds=[{key: version}])
    except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
        raise Refused(f"there is no {version} in {registry.host}/{repository}: release it first") from None
    return str(found["imageDetails"][0]["imageDigest"])


def _require_attested(registry: Registry, repository: str, digest: str, name: str) -> None:
    """By GitHub's own client, which knows what a signature of its workflows is worth."""
    github = os.environ.get("GITHUB_REPOSITORY")
    if not github:
        raise Refused("GITHUB_REPOSITORY is not set: it is OWNER/NAME, of the repository whose workflows release")
    if shutil.which("gh") is None:
        raise Refused("gh is missing, which verifies attestations: https://cli.github.com")
    with tempfile.TemporaryDirectory() as folder:
        login(registry, Path(folder))
        command = ["gh", "attestation", "verify", f"oci://{registry.host}/{repository}@{digest}"]
        command += ["--repo", github, "--signer-workflow", f"{github}/{SIGNER}", "--deny-self-hosted-runners"]
        quiet = os.environ | {"DOCKER_CONFIG": folder}
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise Refused(f"{name} ({digest}) is not attested by {SIGNER} of {github}: {said}")
