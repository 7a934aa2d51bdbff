"""Stands in for `gh attestation verify`: it is told which digests are attested, and wants a login."""

import json
import os
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    image = words[2].removeprefix("oci://")
    logins = json.loads((Path(os.environ["DOCKER_CONFIG"]) / "config.json").read_text())["auths"]
    if image.partition("/")[0] not in logins:
        print("unauthorized", file=sys.stderr)
        return 1
    if image.partition("@")[2] not in os.environ["STAND_IN_ATTESTED"]:
        print("✗ Loading attestations failed\n\nError: no attestations found", file=sys.stderr)
        return 1
    with Path(os.environ["STAND_IN_CALLS"]).open("a") as calls:
        print(*words, file=calls)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
