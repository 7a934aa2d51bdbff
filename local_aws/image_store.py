"""Images on this machine: each is an unpacked tree under its digest, with what it says of itself."""

import json
from dataclasses import dataclass
from pathlib import Path

from local_aws.definition import CannotStartError

ABOUT = "image.json"
LABEL = "org.opencontainers.image"


@dataclass(frozen=True)
class Stored:
    """An image as a registry lists it."""

    service: str
    version: str
    digest: str
    made_at: float


def folder(root: Path, image: str) -> Path:
    """Where a task of that image runs: in its tree where a digest names one, else in the checkout."""
    _, marked, digest = image.partition("@sha256:")
    if not marked:
        return root
    tree = trees(root) / digest
    if not tree.is_dir():
        raise CannotStartError(f"CannotPullContainerError: {image}: there is no {tree.relative_to(root)}")
    return tree


def stored(root: Path) -> list[Stored]:
    """All of them, the newest first."""
    found = [_stored(about) for about in trees(root).glob(f"*/{ABOUT}")]
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def _stored(about: Path) -> Stored:
    labels = json.loads(about.read_text())["labels"]
    service, version = labels[f"{LABEL}.title"], labels[f"{LABEL}.version"]
    return Stored(service, version, f"sha256:{about.parent.name}", about.stat().st_mtime)


def trees(root: Path) -> Path:
    """Where they are kept, each in a folder named by its digest."""
    return root / ".local" / "images"
