"""Stands in for `docker` where no engine runs: what `ci/build` and `ci/push` ask of one; its images are tiny files."""

import hashlib
import json
import os
import sys
import urllib.request
from itertools import pairwise
from pathlib import Path
from typing import Any

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
IMAGES = Path(os.environ["STAND_IN_IMAGES"])


def main(words: list[str]) -> int:
    match words:
        case ["version"]:
            return 0
        case ["build", *rest]:
            _build(rest)
        case ["image", "inspect", "--format", _, tag]:
            print(digest(_kept(tag)["config"].encode()), len(_kept(tag)["layer"]))
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
    config = json.dumps({"config": {"Labels": labels}, "built": os.urandom(8).hex()})
    tag = next(value for option, value in options if option == "--tag")
    _file(tag).write_text(json.dumps({"config": config, "layer": f"files of {tag}"}))


def _push(reference: str, logins: dict[str, Any]) -> None:
    host, _, path = reference.partition("/")
    name, _, tag = path.partition(":")
    image = _kept(reference)
    authorization = {"Authorization": f"Basic {logins['auths'][host]['auth']}"}
    described = {}
    for part in ("config", "layer"):
        content = image[part].encode()
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


def _kept(tag: str) -> dict[str, str]:
    return dict(json.loads(_file(tag).read_text()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
