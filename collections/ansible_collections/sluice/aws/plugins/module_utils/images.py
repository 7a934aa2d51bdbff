"""Images of a repository: which digest a version is, and which version a digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

DIGEST = "sha256:"
NAMED = 5  # of the newest, where another one is asked for


@dataclass(frozen=True)
class Image:
    """`value` is what a release parameter says: a digest, or before the first build a whole reference."""

    value: str
    version: str

    def __str__(self) -> str:
        short = self.value[: len(DIGEST) + 12] if self.value.startswith(DIGEST) else self.value
        return f"{self.version} ({short})" if self.version else short


def resolved(module: AnsibleAWSModule, repository: str, asked: str) -> Image:
    """By tag or digest, of the account's registry that the repository's name begins with."""
    registry, _, name = repository.partition("/")
    where = {"registryId": registry.partition(".")[0], "repositoryName": name}
    key = "imageDigest" if asked.startswith(DIGEST) else "imageTag"
    ecr = client(module, "ecr")
    try:
        found = ecr.describe_images(**where, imageIds=[{key: asked}])["imageDetails"][0]
    except ecr.exceptions.ImageNotFoundException:
        raise RefusedError(f"there is no image {asked} in {repository}: {_others(ecr, where)}") from None
    except ecr.exceptions.RepositoryNotFoundException:
        raise RefusedError(f"there is no image in {repository}: build and push one first") from None
    tags = found.get("imageTags", [])
    return Image(found["imageDigest"], asked if key == "imageTag" else (tags or [""])[0])


def _others(ecr: Any, where: dict[str, str]) -> str:
    pages = ecr.get_paginator("describe_images").paginate(**where, filter={"tagStatus": "TAGGED"})
    newest = sorted((each for page in pages for each in page["imageDetails"]), key=lambda each: each["imagePushedAt"])
    tags = [tag for each in reversed(newest) for tag in each.get("imageTags", [])]
    return f"the newest are {', '.join(tags[:NAMED])}" if tags else "build and push one first"
