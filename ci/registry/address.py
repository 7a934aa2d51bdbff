"""Where a registry is, and how it is asked."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

from ci.registry.outcomes import Refused

ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com")
HERE = re.compile(r"(127\.0\.0\.1|localhost)(:\d+)?")


@dataclass(frozen=True)
class Registry:
    host: str

    def __post_init__(self) -> None:
        if not (ECR.fullmatch(self.host) or HERE.fullmatch(self.host)):
            raise Refused(f"{self.host!r} is no registry of ECR: REGISTRY is ACCOUNT.dkr.ecr.REGION.amazonaws.com")

    @property
    def url(self) -> str:
        """As engines speak: without TLS to this machine alone."""
        return f"http://{self.host}" if HERE.fullmatch(self.host) else f"https://{self.host}"

    @property
    def owner(self) -> dict[str, str]:
        """In the words of ECR's calls; one on this machine belongs to whoever calls."""
        found = ECR.fullmatch(self.host)
        return {"registryId": found[1]} if found else {}

    @cached_property
    def ecr(self) -> Any:
        found = ECR.fullmatch(self.host)
        return boto3.Session().client("ecr", region_name=found[2] if found else None)

    @cached_property
    def authorization(self) -> str:
        """The base64 of `AWS:PASSWORD`, as HTTP and the file of an engine want it; good for 12 hours."""
        return str(self.ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"])
