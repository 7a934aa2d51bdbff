"""`python -m local_aws.images SERVICE VERSION` keeps what an image would hold as a tree below .local/images."""

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from local_aws.image_store import ABOUT, LABEL, trees

LEFT_OUT = shutil.ignore_patterns("tests", "__pycache__")  # as .dockerignore does


class ImageError(Exception):
    """No image can be made; the message says of what, why and what to do."""


def build(service: str, version: str, root: Path) -> str:
    """The digest, as `sha256:…`, of the tree in .local/images/…; the same code and labels have the same digest."""
    package = f"{service}_svc"
    if not (root / package / "__main__.py").is_file():
        known = ", ".join(sorted(each.parent.name.removesuffix("_svc") for each in root.glob("*_svc/__main__.py")))
        raise ImageError(f"{service} is no service of {root}: name one of {known or 'none'}")
    store = trees(root)
    store.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=store, prefix=".") as unfinished:
        tree = Path(unfinished, "tree")
        for each in ("svc_kit", package):
            shutil.copytree(root / each, tree / each, ignore=LEFT_OUT)
        (tree / "VERSION").write_text(f"{version}\n", encoding="ascii")
        (tree / ABOUT).write_text(json.dumps(_described(service, version, root), indent=2) + "\n")
        digest = _digest(tree)
        # Whoever else built the same meanwhile has left the same.
        with suppress(OSError):
            tree.rename(store / digest)
        if not (store / digest).is_dir():
            raise ImageError(f"{store / digest} could not be written: is there room, and may you write there?")
    return f"sha256:{digest}"


def _described(service: str, version: str, root: Path) -> dict[str, object]:
    labels = {"title": service, "version": version, "revision": _revision(root)}
    return {
        "command": ["python", "-m", f"{service}_svc"],
        "labels": {f"{LABEL}.{name}": value for name, value in labels.items()},
    }


def _revision(root: Path) -> str:
    """The commit, with -dirty where what git knows was changed since; empty outside of git."""
    git = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - of git alone


def _digest(tree: Path) -> str:
    whole = sha256()
    for path in sorted(each for each in tree.rglob("*") if each.is_file()):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(tree).as_posix()}\n{len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


if __name__ == "__main__":
    try:
        print(build(sys.argv[1], sys.argv[2], Path.cwd()))
    except ImageError as fault:
        sys.exit(f"✗ {fault}")
