"""What an image is made of: its base, the wheels of its lock, and the packages that its distribution lists in it."""

import re
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from cyclonedx.model.component import Component, ComponentType
from packageurl import PackageURL

from ci.registry.outcomes import Refused

DOCKERFILES = (Path("Dockerfile"), Path("grafana/Dockerfile"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
INSTALLED = "install ok installed"


def base(service: str, dockerfiles: tuple[Path, ...] = DOCKERFILES) -> Component:
    """As the Dockerfile names it: of a target's own, or of all targets of the file."""
    for file in dockerfiles:
        text = file.read_text() if file.exists() else ""
        if found := re.search(rf"^FROM (?:\$\{{(\w+)\}}|\w+) AS {service}$", text, re.MULTILINE):
            named = re.search(rf"^ARG {found[1] or 'BASE'}=(?:(\S+)/)?([^\s:]+):(\S+)$", text, re.MULTILINE)
            if named:
                return _part(named[2], named[3], PackageURL("docker", named[1], named[2], named[3]), "container")
    raise Refused(f"no Dockerfile says what {service} is built on")


def wheels(lock: Path) -> Iterator[Component]:
    """None where a service is locked to none."""
    for name, version in PIN.findall(lock.read_text()) if lock.exists() else ():
        yield _part(name, version, PackageURL("pypi", None, name.lower(), version))


def debian(status: str, release: str) -> Iterator[Component]:
    """`status` is dpkg's own list, `release` the content of /etc/debian_version."""
    for paragraph in status.strip().split("\n\n"):
        told = Parser().parsestr(paragraph)
        if told["Status"] == INSTALLED:
            qualifiers = {"arch": told["Architecture"], "distro": f"debian-{release.strip().partition('.')[0]}"}
            package = PackageURL("deb", "debian", told["Package"], told["Version"], qualifiers)
            yield _part(told["Package"], told["Version"], package)


def alpine(installed: str, release: str) -> Iterator[Component]:
    """`installed` is apk's own list, `release` the content of /etc/alpine-release."""
    for paragraph in installed.strip().split("\n\n"):
        told = dict(line.split(":", 1) for line in paragraph.splitlines() if line[1:2] == ":")
        qualifiers = {"arch": told["A"], "distro": f"alpine-{release.strip()}"}
        yield _part(told["P"], told["V"], PackageURL("apk", "alpine", told["P"], told["V"], qualifiers))


def _part(name: str, version: str, package: PackageURL, kind: str = "library") -> Component:
    return Component(name=name, version=version, purl=package, bom_ref=str(package), type=ComponentType(kind))
