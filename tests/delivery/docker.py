"""Stands in for `docker` where no engine runs: what `ci/build` and `ci/push` ask of one; its images are tiny files."""

import hashlib
import json
import os
import sys
import tarfile
import urllib.request
from base64 import b64decode, b64encode
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
FILES = {
    "etc/debian_version": "12.11\n",
    "var/lib/dpkg/status": """\
Package: zlib1g
Status: install ok installed
Architecture: amd64
Version: 1:1.2.13.dfsg-1

Package: perl-base
Status: deinstall ok config-files
Architecture: amd64
Version: 5.36.0-7+deb12u2

""",
}
IMAGES = Path(os.environ["STAND_IN_IMAGES"])


def main(words: list[str]) -> int:
    match words:
        case ["version"]:
            return 0
        case ["build", *rest]:
            _build(rest)
        case ["image", "inspect", "--format", _, tag]:
            print(digest(_kept(tag)["config"]), len(_kept(tag)["layer"]))
        case ["tag", tag, other]:
            _file(other).write_text(_file(tag).read_text())
        case ["--config", folder, "push", "--quiet", reference]:
            _push(reference, json.loads((Path(folder) / "config.json").read_text()))
        case _:
            return 1
    return 0


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _build(words: list[str]) -> None:
    options = list(pairwise(words))
    told = dict(value.split("=", 1) for option, value in options if option == "--build-arg")
    labels = {f"org.opencontainers.image.{name.lower()}": value for name, value in told.items()}
    # As with a real one, no two builds give the same bytes.
    config = json.dumps({"config": {"Labels": labels}, "created": told["CREATED"], "built": os.urandom(8).hex()})
    tag = next(value for option, value in options if option == "--tag")
    _file(tag).write_text(json.dumps({"config": config, "layer": b64encode(_layer()).decode()}))


def _layer() -> bytes:
    """With what Debian says of itself in an image."""
    with BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            for name, text in FILES.items():
                member = tarfile.TarInfo(name)
                member.size = len(text)
                archive.addfile(member, BytesIO(text.encode()))
        return file.getvalue()


def _push(reference: str, logins: dict[str, Any]) -> None:
    host, _, path = reference.partition("/")
    name, _, tag = path.partition(":")
    image = _kept(reference)
    authorization = {"Authorization": f"Basic {logins['auths'][host]['auth']}"}
    described = {}
    for part in ("config", "layer"):
        content = image[part]
        described[part] = {"mediaType": "application/octet-stream", "digest": digest(content), "size": len(content)}
        begun = _call("POST", f"http://{host}/v2/{name}/blobs/uploads/", authorization)
        where = f"http://{host}{begun.headers['Location']}&digest={digest(content)}"
        _call("PUT", where, authorization, content)
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": described["config"],
        "layers": [described["layer"]],
    }
    there = f"http://{host}/v2/{name}/manifests/{tag}"
    _call("PUT", there, authorization | {"Content-Type": MANIFEST}, json.dumps(manifest).encode())


def _call(method: str, url: str, headers: dict[str, str], body: bytes = b"") -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method)) as answer:
        return answer


def _file(tag: str) -> Path:
    return IMAGES / tag.replace("/", "_")


def _kept(tag: str) -> dict[str, bytes]:
    kept = json.loads(_file(tag).read_text())
    return {"config": kept["config"].encode(), "layer": b64decode(kept["layer"])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
