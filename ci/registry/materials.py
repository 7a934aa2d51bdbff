"""What an image is made of: the wheels of its lock, and the packages of Debian that its own list names."""

import re
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from cyclonedx.model.component import Component, ComponentType
from packageurl import PackageURL

from ci.registry.outcomes import Refused

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
INSTALLED = "install ok installed"


def wheels(lock: Path) -> Iterator[Component]:
    pins = PIN.findall(lock.read_text())
    if not pins:
        raise Refused(f"{lock} names no wheel: ci/lock writes it")
    for name, version in pins:
        yield _library(name, version, PackageURL("pypi", None, name.lower(), version))


def packages(status: str, distribution: str) -> Iterator[Component]:
    """`status` is dpkg's own list, `distribution` as `debian-12`."""
    for paragraph in status.strip().split("\n\n"):
        told = Parser().parsestr(paragraph)
        if told["Status"] == INSTALLED:
            qualifiers = {"arch": told["Architecture"], "distro": distribution}
            package = PackageURL("deb", "debian", told["Package"], told["Version"], qualifiers)
            yield _library(told["Package"], told["Version"], package)


def _library(name: str, version: str, package: PackageURL) -> Component:
    return Component(name=name, version=version, purl=package, bom_ref=str(package), type=ComponentType.LIBRARY)
