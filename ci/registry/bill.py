"""`python -m ci.registry.bill REGISTRY SERVICE VERSION COMMIT`: what a released image is made of, as CycloneDX says it.

https://cyclonedx.org/docs/1.6/json/
"""

import sys
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from botocore.exceptions import BotoCoreError, ClientError
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from ci.registry.address import Registry
from ci.registry.contents import read
from ci.registry.materials import alpine, base, debian, wheels
from ci.registry.outcomes import Refused
from ci.registry.release import Release

LISTS = {
    ("var/lib/dpkg/status", "etc/debian_version"): debian,
    ("lib/apk/db/installed", "etc/alpine-release"): alpine,
}


def bill(release: Release) -> str:
    """The same text for the same image, whoever asks and when; raises Refused where it is not of this commit."""
    manifest, repository = release.released(), release.repository
    if manifest is None:
        raise Refused(f"there is no {release.version} in {release.registry.host}/{repository.name}: ci/push first")
    held = read(repository, manifest, *(path for paths in LISTS for path in paths))
    parts = [base(release.service), *wheels(Path(f"{release.service}_svc/requirements.txt"))]
    for (packages, distribution), listed in LISTS.items():
        if packages in held:
            parts += listed(held[packages], held[distribution])

    where = {"repository_url": f"{release.registry.host}/{repository.name}", "tag": release.version}
    image = PackageURL("oci", None, release.service, manifest.digest, where)
    whole = Component(
        name=release.service,
        version=release.version,
        type=ComponentType.CONTAINER,
        purl=image,
        bom_ref=str(image),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=manifest.digest.removeprefix("sha256:"))],
    )
    bom = Bom(components=parts, serial_number=uuid5(NAMESPACE_URL, str(image)))
    bom.metadata.component = whole
    bom.metadata.timestamp = datetime.fromisoformat(repository.config(manifest)["created"])
    bom.register_dependency(whole, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def main() -> int:
    registry, service, version, revision = sys.argv[1:]
    try:
        print(bill(Release(Registry(registry), service, version, revision)))
    except (Refused, BotoCoreError, ClientError) as fault:
        print(f"✗ {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
