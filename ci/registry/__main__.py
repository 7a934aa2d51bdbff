"""`python -m ci.registry VERB ...`: what the scripts of `ci/` that deal with images run."""

import argparse
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from ci.registry.address import Registry
from ci.registry.login import login
from ci.registry.outcomes import Refused, ToBuild
from ci.registry.release import Release
from ci.registry.verify import verified


def main() -> int:
    asked = _arguments()
    try:
        registry = Registry(asked.registry)
        match asked.verb:
            case "find":
                login(registry, asked.login)
                Release(registry, asked.service, asked.version, asked.revision).find()
            case "promote":
                print(Release(registry, asked.service, asked.version, asked.revision).promote())
            case "verify":
                return _verify(registry, asked.versions)
    except (Refused, BotoCoreError, ClientError) as fault:
        return _told(fault)
    return 0


def _verify(registry: Registry, versions: list[tuple[str, str]]) -> int:
    """All that is wrong is told, and not the first alone."""
    status = 0
    for service, version in versions:
        try:
            print(f"{service}={verified(registry, service, version)}")
        except (Refused, BotoCoreError, ClientError) as fault:
            status = _told(fault)
    return status


def _told(fault: Exception) -> int:
    print(f"{'▸' if isinstance(fault, ToBuild) else '✗'} {fault}", file=sys.stderr)
    return fault.status if isinstance(fault, Refused) else 1


def _pair(text: str) -> tuple[str, str]:
    service, _, version = text.partition("=")
    if not (service and version):
        raise argparse.ArgumentTypeError(f"what is {text!r}? Say which service and version:  producer=1.0.12")
    return service, version


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ci.registry", description=__doc__)
    parser.add_argument("--registry", required=True, help="ACCOUNT.dkr.ecr.REGION.amazonaws.com")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, said in (
        ("find", "whether an image of the commit is there: status 3 where not, 4 where another's has the version"),
        ("promote", "give a candidate that has no critical finding its version, and say its digest"),
    ):
        command = verbs.add_parser(verb, help=said)
        for each in ("service", "version", "revision"):
            command.add_argument(each)
        if verb == "find":
            command.add_argument("--login", type=Path, required=True, help="a folder, for `docker --config`")
    verbs.add_parser("verify", help="say the digests of versions that may run").add_argument(
        "versions", nargs="+", type=_pair, metavar="SERVICE=VERSION"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
