"""An image as `ci/build` made it, and what is in it."""

import subprocess
import tarfile
from dataclasses import dataclass
from typing import Any, cast

from .container import described, engine


@dataclass(frozen=True)
class Image:
    service: str
    version: str
    id: str
    reference: str

    @property
    def config(self) -> dict[str, Any]:
        return cast(dict[str, Any], described(self.id)["Config"])

    @property
    def size(self) -> int:
        return int(described(self.id)["Size"])

    def files(self) -> dict[str, bytes]:
        """Every file that a container of it would see; of a link where it leads to."""
        created = engine("create", self.id)
        try:
            with subprocess.Popen(["docker", "export", created], stdout=subprocess.PIPE) as export:
                assert export.stdout
                with tarfile.open(fileobj=export.stdout, mode="r|") as archive:
                    return {each.name: _content(archive, each) for each in archive if not each.isdir()}
        finally:
            engine("rm", created)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member) if member.isreg() else None
    return content.read() if content else member.linkname.encode()
