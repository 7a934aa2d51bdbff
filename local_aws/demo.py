"""`make demo`: the estate on this machine, and one email on its way through it."""

import argparse
import sys
import time
from collections.abc import Callable
from http import HTTPStatus, client
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import control, outputs, site, state
from local_aws.outputs import NotThereError, Outputs
from local_aws.state import State
from local_aws.steps import FailedError, step_ctx

ROOT = Path(__file__).resolve().parents[1]

# A task is up within seconds; on a busy machine it may take ten times as long.
READY_SECONDS = 90
ARCHIVE_SECONDS = 60

Found = TypeVar("Found")


def main() -> int:
    asked = _arguments()
    try:
        _run(asked.aws_port, asked.balancer_port)
    except (FailedError, control.RefusedError, NotThereError) as failure:
        print(f"✗ {failure}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"✗ the embedded AWS refused: {error}; its log is {state.log_file(ROOT)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n✗ interrupted: make demo goes on from here, make down ends what runs", file=sys.stderr)
        return 130
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--aws-port", "--balancer-port"):
        parser.add_argument(name, type=int, default=0, metavar="PORT")
    return parser.parse_args()


def _run(aws_port: int, balancer_port: int) -> None:
    with step_ctx("embedded AWS") as step:
        step.outcome = control.start(ROOT, aws_port, balancer_port)
    with step_ctx("estate") as step:
        step.outcome = site.apply(ROOT, step.doing)
    with step_ctx("services") as step:
        offered = _wait(_ready, READY_SECONDS, "the services are not ready: see their logs in .local/log/tasks")
        step.outcome = "producer and consumer are ready"
    with step_ctx("post") as step:
        email_id, reply = _post(offered)
        step.outcome = f"202 {reply}"
    with step_ctx("archive") as step:
        key = f"emails/{email_id}.json"
        body = _wait(
            lambda: _stored(offered, key), ARCHIVE_SECONDS, f"{key} is not archived: see .local/log/tasks/consumer-*"
        )
        step.outcome = f"s3://{offered['bucket']}/{key}"
    _tell(offered, key, body)


def _wait(look: Callable[[], Found | None], seconds: float, otherwise: str) -> Found:
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise FailedError(otherwise)
        time.sleep(0.2)
    return found


def _running() -> State:
    if running := control.find(ROOT):
        return running
    raise FailedError(f"the embedded AWS has stopped: the reason is at the end of {state.log_file(ROOT)}")


def _ready() -> Outputs | None:
    """The outputs once both services are ready and the balancer leads to one of them."""
    try:
        offered = outputs.write(ROOT, _running())
    except NotThereError:
        return None
    urls = [f"{url}/ready" for url in offered["producer_task_urls"] + offered["consumer_task_urls"]]
    return offered if all(_answers(url) for url in [*urls, f"{offered['producer_url']}/health"]) else None


def _answers(url: str) -> bool:
    try:
        return _request("GET", url)[0] == HTTPStatus.OK
    except OSError:
        return False


def _post(offered: Outputs) -> tuple[str, str]:
    payload = (state.folder(ROOT) / "payload.json").read_bytes()
    status, email_id, reply = _request("POST", f"{offered['producer_url']}/process", payload)
    if status != HTTPStatus.ACCEPTED:
        raise FailedError(f"the producer answered {status}: {reply}")
    return email_id, reply


def _request(method: str, url: str, body: bytes | None = None) -> tuple[int, str, str]:
    """Status, X-Email-Id and body; straight to this machine, whatever proxy the caller's environment names."""
    address = urlsplit(url)
    connection = client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.request(method, address.path, body, {"Content-Type": "application/json"} if body else {})
        reply = connection.getresponse()
        return reply.status, reply.headers.get("X-Email-Id", ""), reply.read().decode()
    finally:
        connection.close()


def _stored(offered: Outputs, key: str) -> bytes | None:
    s3 = outputs.client(_running(), "s3")
    try:
        return bytes(s3.get_object(Bucket=offered["bucket"], Key=key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return None


def _tell(offered: Outputs, key: str, body: bytes) -> None:
    print(f"""
The stored object is the message, byte for byte: {key}

  {body.decode()}

Send another one, and see what is stored
  curl --header 'Content-Type: application/json' --data @.local/payload.json {offered["producer_url"]}/process
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region {offered["region"]} \\
    --endpoint-url {offered["aws_endpoint_url"]} s3 ls s3://{offered["bucket"]}/emails/

Endpoints, all of them in .local/outputs.json
  producer   {offered["producer_url"]}
  consumer   {offered["consumer_health_url"]}
  AWS        {offered["aws_endpoint_url"]}

Stop it all with
  make down
""")


if __name__ == "__main__":
    sys.exit(main())
