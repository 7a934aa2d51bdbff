"""Files of an image, read from its layers without an engine."""

import tarfile
from pathlib import PurePosixPath

from ci.registry.distribution import Manifest, Repository

GONE = ".wh."  # how a layer says that a file of those below is no more, by the image specification of OCI


def read(repository: Repository, manifest: Manifest, *paths: str) -> dict[str, str]:
    """Those of them that the image has, each as its highest layer has it."""
    wanted = set(paths)
    found: dict[str, str] = {}
    for layer in reversed(manifest.layers):
        with repository.blob(layer["digest"]) as content, tarfile.open(fileobj=content) as archive:
            told = {}
            for member in archive:
                path = PurePosixPath(member.name)
                if path.name.startswith(GONE):
                    wanted.discard(str(path.with_name(path.name.removeprefix(GONE))))
                elif str(path) in wanted and (held := archive.extractfile(member)):
                    told[str(path)] = held.read().decode()
        found |= told
        wanted -= set(told)
    return found
