"""One file of an image, read from its layers without an engine."""

import tarfile
from pathlib import PurePosixPath

from ci.registry.distribution import Manifest, Repository
from ci.registry.outcomes import Refused

GONE = ".wh."  # how a layer says that a file of those below is no more, by the image specification of OCI


def read(repository: Repository, manifest: Manifest, path: str) -> bytes:
    """Raises Refused where the image has no such file."""
    file = PurePosixPath(path)
    gone = str(file.with_name(GONE + file.name))
    for layer in reversed(manifest.layers):
        with repository.blob(layer["digest"]) as content, tarfile.open(fileobj=content) as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                if name == gone:
                    raise Refused(f"{repository.name}@{manifest.digest} has no {path}")
                if name == path and (held := archive.extractfile(member)):
                    return held.read()
    raise Refused(f"{repository.name}@{manifest.digest} has no {path}")
