"""`make demo`: the estate on this machine, and one email on its way through it."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import control, first_email, outputs, site, state
from local_aws.outputs import NotThereError, Outputs
from local_aws.state import State
from local_aws.steps import FailedError, step_ctx

ROOT = Path(__file__).resolve().parents[1]

# A task is up within seconds; on a busy machine it may take ten times as long.
READY_SECONDS = 90
ARCHIVE_SECONDS = 60

Found = TypeVar("Found")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local_aws.demo", description=__doc__)
    for name in ("--aws-port", "--balancer-port"):
        parser.add_argument(name, type=int, default=0, metavar="PORT")
    asked = parser.parse_args()
    try:
        _run(asked.aws_port, asked.balancer_port)
    except (FailedError, control.RefusedError, NotThereError) as failure:
        return _failed(str(failure))
    except (BotoCoreError, ClientError, OSError) as error:
        return _failed(f"no answer from what was started: {error} (its log is {state.log_file(ROOT)})")
    except KeyboardInterrupt:
        return _failed("interrupted: make demo goes on from here, make down ends what runs")
    return 0


def _failed(sentence: str) -> int:
    print(f"✗ {sentence}", file=sys.stderr)
    return 1


def _run(aws_port: int, balancer_port: int) -> None:
    with step_ctx("embedded AWS") as step:
        step.outcome = control.start(ROOT, aws_port, balancer_port)
    with step_ctx("estate") as step:
        step.outcome = site.apply(ROOT, step.doing)
    with step_ctx("services") as step:
        offered = _wait(_ready, READY_SECONDS, "the services are not ready: see their logs in .local/log/tasks")
        step.outcome = "producer and consumer are ready"
    with step_ctx("post") as step:
        email_id, reply = first_email.post(ROOT, offered)
        step.outcome = f"202 {reply}"
    with step_ctx("archive") as step:
        key = f"emails/{email_id}.json"
        body = _wait(
            lambda: first_email.stored(_running(), offered, key),
            ARCHIVE_SECONDS,
            f"{key} is not archived: see .local/log/tasks/consumer-*",
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
    try:
        offered = outputs.write(ROOT, _running())
    except NotThereError:
        return None
    return offered if first_email.ready(offered) else None


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

See what becomes of mail, in numbers and over time
  make status
  make dashboard

Stop it all with
  make down
""")


if __name__ == "__main__":
    sys.exit(main())
