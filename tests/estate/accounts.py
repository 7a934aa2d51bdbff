"""One embedded AWS of many accounts, and for each of them the environment of somebody who works there."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from .checkout import REPOSITORY

REGION = "eu-central-1"


@dataclass(frozen=True)
class Account:
    """`environment` is what an operator's shell has: an endpoint, and credentials that belong to this account."""

    environment: dict[str, str]

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            region_name=REGION,
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=self.environment["AWS_SESSION_TOKEN"],
        )


@contextmanager
def embedded_accounts_ctx(folder: Path) -> Iterator[str]:
    """The URL of an embedded AWS that, unlike the one of a checkout, tells accounts apart by their credentials."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.aws"],
        cwd=REPOSITORY,
        env={
            "AWS_ACCESS_KEY_ID": "embedded",
            "AWS_SECRET_ACCESS_KEY": "embedded",
            "AWS_REGION": REGION,
            "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
            "MOTO_RECORDER_FILEPATH": str(folder / "recording"),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def account(url: str, number: str) -> Account:
    """moto hands out a key for a role of any account, and knows by the key whose it is."""
    role = {"RoleArn": f"arn:aws:iam::{number}:role/operator", "RoleSessionName": "operator"}
    given = boto3.client("sts", endpoint_url=url, region_name=REGION).assume_role(**role)["Credentials"]
    return Account(
        {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        }
    )
