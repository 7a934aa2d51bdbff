"""An image on its way into the repository of its service: built, looked through, and then given its version."""

from dataclasses import dataclass

from ci.registry.address import Registry
from ci.registry.distribution import Manifest, Repository
from ci.registry.gate import accepted, require_passed
from ci.registry.outcomes import Refused, Taken, ToBuild
from ci.registry.scan import findings

CANDIDATES = "sluice/candidates"
REVISION = "org.opencontainers.image.revision"


@dataclass(frozen=True)
class Release:
    registry: Registry
    service: str
    version: str
    revision: str
    """The commit."""

    @property
    def repository(self) -> Repository:
        return Repository(self.registry, f"sluice/{self.service}")

    @property
    def candidates(self) -> Repository:
        return Repository(self.registry, CANDIDATES)

    @property
    def candidate_tag(self) -> str:
        return f"{self.service}-{self.version}-{self.revision}"

    def find(self) -> None:
        """Raises ToBuild where there is no image of this commit yet, and Taken where another's has the version."""
        if self.released() is None and self.candidates.manifest(self.candidate_tag) is None:
            raise ToBuild(f"there is no {self.service} {self.version} of {self.revision[:7]} yet")

    def promote(self) -> str:
        """The digest, once the version leads to it; without a critical finding, or it stays among the candidates."""
        released = self.released()
        if released is not None:
            self._look_through(self.repository, released)
            return released.digest
        candidate = self.candidates.manifest(self.candidate_tag)
        if candidate is None:
            raise Refused(f"{CANDIDATES}:{self.candidate_tag} is gone: run this once more")
        self._look_through(self.candidates, candidate)
        self._keep(candidate)
        return candidate.digest

    def released(self) -> Manifest | None:
        """What the version leads to; raises Taken where that was built of another commit."""
        manifest = self.repository.manifest(self.version)
        if manifest is None:
            return None
        labels = self.repository.config(manifest)["config"].get("Labels") or {}
        if labels.get(REVISION) != self.revision:
            raise Taken(
                f"{self.repository.name}:{self.version} was built of {labels.get(REVISION, 'no known commit')[:7]}: "
                "run its release to the end, so that it gets its tag, and then this one"
            )
        return manifest

    def _look_through(self, repository: Repository, manifest: Manifest) -> None:
        found = findings(self.registry, repository.name, manifest.digest)
        require_passed(f"{self.service} {self.version}", found, accepted())

    def _keep(self, manifest: Manifest) -> None:
        try:
            self.repository.take(self.candidates, manifest, self.version)
        except Refused:
            # A tag is given once; a run at the same time may have been first, perhaps with this very commit.
            if self.released() is None:
                raise
        kept = self.released()
        if kept is None or kept.digest != manifest.digest:
            raise Refused(f"{self.repository.name}:{self.version} is not {manifest.digest}, which was looked through")
