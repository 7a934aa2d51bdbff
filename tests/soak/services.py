"""The services of a soak, and what each is told."""

import os
from pathlib import Path

from tests.soak.estate import CREDENTIALS, Estate
from tests.soak.log import Log
from tests.soak.service import Service

OF_EACH = 2


def services_of(estate: Estate, endpoint: str, folder: Path) -> tuple[list[Service], list[Service]]:
    """Producers and consumers that reach AWS at that endpoint, each with a log in the folder."""
    common = {
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SQS_QUEUE_URL": estate.queue_url,
    }
    producing = {"TOKEN_PARAM_NAME": estate.token_parameter, "TOKEN_TTL_SECONDS": "2", "DRAIN_SECONDS": "0.5"}
    consuming = {"OUTPUT_BUCKET": estate.bucket, "POLL_INTERVAL_SECONDS": "0.2", "WAIT_TIME_SECONDS": "1"}

    def copies(module: str, variables: dict[str, str]) -> list[Service]:
        return [
            Service(name, module, common | variables, Log(folder / f"{name}.log"))
            for name in (f"{module}-{number}" for number in range(1, OF_EACH + 1))
        ]

    return copies("producer_svc", producing), copies("consumer_svc", consuming)
