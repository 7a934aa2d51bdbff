"""What a plan was made by: one hash of the code and the inventory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

CODE = ("ansible.cfg", "site.yml", "account.yml", "playbooks", "roles", "collections/ansible_collections/sluice")


def fingerprint(root: Path, inventories: Iterable[str]) -> str:
    seen = hashlib.sha256()
    for path in [*(root / name for name in CODE), *(Path(inventory).absolute() for inventory in inventories)]:
        for file in sorted(_files(path)):
            seen.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """Those below a link too: inventories share files so."""
    if path.is_file():
        yield path
    elif path.is_dir() and path.name != "__pycache__":
        for inside in path.iterdir():
            yield from _files(inside)
