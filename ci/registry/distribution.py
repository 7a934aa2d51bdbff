"""One repository by the API that every registry has: https://github.com/opencontainers/distribution-spec

ECR's own API hands over manifests and layers too, but only this one is that of any registry, so that a test can try a
real one.
"""

import hashlib
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urljoin

from ci.registry.address import Registry
from ci.registry.outcomes import Refused

TIMEOUT_SECONDS = 60
IMAGES = ("application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json")
INDEXES = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")


@dataclass(frozen=True)
class Manifest:
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """Of the very bytes: they are what an image is known by."""
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    @property
    def config(self) -> dict[str, Any]:
        return dict(json.loads(self.content)["config"])

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The lowest first."""
        return list(json.loads(self.content)["layers"])


class Repository:
    def __init__(self, registry: Registry, name: str) -> None:
        self.registry = registry
        self.name = name

    def manifest(self, reference: str) -> Manifest | None:
        """By tag or digest; raises Refused for one of several platforms, which no scan of ECR looks through."""
        with self._asked(
            "GET", f"manifests/{reference}", {"Accept": ", ".join(IMAGES + INDEXES)}, absent=404
        ) as answer:
            if answer is None:
                return None
            found = Manifest(answer.headers["Content-Type"], answer.read())
        if found.media_type not in IMAGES:
            raise Refused(f"{self.name}:{reference} is a {found.media_type} and no single image: push one")
        return found

    def config(self, manifest: Manifest) -> dict[str, Any]:
        with self.blob(manifest.config["digest"]) as content:
            return dict(json.load(content))

    @contextmanager
    def blob(self, digest: str) -> Iterator[IO[bytes]]:
        """A file of it that is read from the beginning."""
        with TemporaryFile() as file:
            with self._asked("GET", f"blobs/{digest}") as answer:
                shutil.copyfileobj(answer, file)
            file.seek(0)
            if digest != f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}":
                raise Refused(f"{self.name} answers other bytes than those of {digest}: run this once more")
            file.seek(0)
            yield file

    def take(self, origin: "Repository", manifest: Manifest, tag: str) -> None:
        """Keeps an image of another repository, the same to the byte; raises Refused where the tag is taken."""
        for each in [manifest.config, *manifest.layers]:
            self._take_blob(origin, each)
        headers = {"Content-Type": manifest.media_type}
        with self._asked("PUT", f"manifests/{tag}", headers, manifest.content):
            pass

    def _take_blob(self, origin: "Repository", blob: dict[str, Any]) -> None:
        digest = blob["digest"]
        with self._asked("HEAD", f"blobs/{digest}", absent=404) as known:
            if known is not None:
                return
        # One that can lend a layer to another repository does, and all others begin an upload.
        with self._asked("POST", f"blobs/uploads/?mount={digest}&from={origin.name}") as begun:
            if begun.status == 201:
                return
            there = urljoin(begun.url, begun.headers["Location"])
        with origin.blob(digest) as content:
            headers = {"Content-Type": "application/octet-stream", "Content-Length": str(blob["size"])}
            with self._asked("PATCH", there, headers, content) as sent:
                there = urljoin(sent.url, sent.headers["Location"])
        with self._asked("PUT", f"{there}{'&' if '?' in there else '?'}digest={digest}", {"Content-Length": "0"}):
            pass

    @contextmanager
    def _asked(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | IO[bytes] | None = None,
        absent: int | None = None,
    ) -> Iterator[Any]:
        """`None` for the status that means absence; a path is below the repository, unless it is a whole address."""
        url = urljoin(f"{self.registry.url}/v2/{self.name}/", path)
        request = urllib.request.Request(url, body, headers or {}, method=method)  # noqa: S310 -- see Registry.url
        # Layers of ECR lie in S3, which a redirection leads to and which refuses a second authorization.
        request.add_unredirected_header("Authorization", f"Basic {self.registry.authorization}")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 -- see above
                yield answer
        except urllib.error.HTTPError as error:
            if error.code != absent:
                said = error.read().decode(errors="replace").strip()
                raise Refused(f"{self.registry.host} answers {error.code} to {method} {path}: {said}") from error
            yield None
        except OSError as error:
            raise Refused(f"{self.registry.host} does not answer {method} {path}: {error}") from error
