"""A login for `docker` and `gh` in a folder of its own, so that nothing of it stays with whoever runs a script."""

import json
from pathlib import Path

from ci.registry.address import Registry


def login(registry: Registry, folder: Path) -> None:
    """Writes `config.json`, which both look for in `DOCKER_CONFIG`."""
    file = folder / "config.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"auths": {registry.host: {"auth": registry.authorization}}}))
