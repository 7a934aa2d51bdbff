"""The environment of somebody who works with a real account all day, led to a listener that nobody may reach."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("STS", "EC2", "SQS", "S3", "SSM", "IAM", "ECS", "ELASTIC_LOAD_BALANCING_V2", "CLOUDWATCH_LOGS")


@dataclass
class Canary:
    """Closes every connection at once, and counts them."""

    url: str
    reached: int = 0


@contextmanager
def canary_ctx() -> Iterator[Canary]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        canary = Canary(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def count() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                canary.reached += 1
                connection.close()

        thread = threading.Thread(target=count)
        thread.start()
        yield canary
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def environment(canary: Canary, folder: Path) -> dict[str, str]:
    """Every way that is known to lead an SDK elsewhere: profile, keys, endpoints, proxies."""
    config = folder / "hostile.cfg"
    config.write_text(
        "[profile hostile]\n"
        "aws_access_key_id = AKIAHOSTILE\naws_secret_access_key = hostile\nregion = us-east-1\n"
        f"endpoint_url = {canary.url}\n"
    )
    return {
        "AWS_PROFILE": "hostile",
        "AWS_DEFAULT_PROFILE": "hostile",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(config),
        "AWS_ACCESS_KEY_ID": "AKIAHOSTILE",
        "AWS_SECRET_ACCESS_KEY": "hostile",
        "AWS_SESSION_TOKEN": "hostile",
        "AWS_REGION": "us-east-1",
        "AWS_URL": canary.url,
        "AWS_ENDPOINT_URL": canary.url,
        **{f"AWS_ENDPOINT_URL_{service}": canary.url for service in SERVICES},
        "HTTP_PROXY": canary.url,
        "HTTPS_PROXY": canary.url,
        "http_proxy": canary.url,
        "https_proxy": canary.url,
    }
