"""The environment of the daemon, with nothing of its caller's: no profile, proxy or credential gets in."""

import os
import sys
from pathlib import Path

REGION = "eu-west-1"
ACCOUNT_ID = "000000000000"  # no real account has this number

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
PATH = f"{Path(sys.executable).parent}:/usr/bin:/bin"


def settle() -> None:
    """Must come before moto is imported, which reads its settings then."""
    os.environ.clear()
    os.environ.update(
        CREDENTIALS,
        PATH=PATH,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        MOTO_ACCOUNT_ID=ACCOUNT_ID,
        MOTO_IAM_LOAD_MANAGED_POLICIES="true",
        MOTO_EC2_LOAD_DEFAULT_AMIS="false",
    )
