"""A process that takes the lock of an estate and keeps it for as long as a run of Ansible lasts.

It says on one line how the taking went. SIGTERM gives the lock back; where the run just vanishes it is left to end by
itself, since what the run had begun may still be writing; and a run that has lost its lock is interrupted.
"""

from __future__ import annotations

import getpass
import json
import os
import signal
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import botocore.session
import psutil
from ansible_collections.sluice.aws.plugins.module_utils.refusals import note_the_action, reason
from ansible_collections.sluice.aws.plugins.plugin_utils.lock import HeldError, Holder, Lock, LostError
from ansible_collections.sluice.aws.plugins.plugin_utils.processes import runs
from botocore.exceptions import BotoCoreError, ClientError

# Five may fail one after another before the lock ends.
RENEWALS_IN_AN_EXPIRY = 6
WATCH_SECONDS = 1.0
# Of the ansible-playbook that reads this and of its workers, which are forked from it: each of several playbooks of one
# command asks for the lock, and finds that it has it.
RUN = str(uuid4())
# Tells the run that it has no lock any more; `callback/lock.py` hears it.
LOST = signal.SIGUSR1


def main() -> None:
    asked = json.loads(sys.argv[1])
    run = psutil.Process(asked["pid"])
    released = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: released.set())
    try:
        lock = _taken(asked)
    except HeldError as held:
        return _say({"refused": _held(asked, held)})
    except LostError:
        return _say({"refused": "the lock changes hands faster than it can be read: run this again"})
    except ClientError as error:
        missing = error.response["Error"]["Code"] == "NoSuchBucket"
        return _say({"bucket_missing": True} if missing else {"refused": reason(error)})
    except BotoCoreError as error:
        return _say({"refused": reason(error)})
    _say({"lock_keeper": os.getpid()})
    try:
        _keep(lock, run, released)
    except LostError:
        run.send_signal(LOST)
    return None


def _taken(asked: dict[str, Any]) -> Lock:
    who = f"{getpass.getuser()}@{socket.gethostname()} (process {asked['pid']})"
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    ours = Holder(run=asked["run"], who=who, since=since, expiry_seconds=asked["expiry_seconds"])
    # As amazon.aws does, so that this client goes where those of the modules go; boto3, which would make the same one,
    # takes as long to import as all of the rest.
    s3 = botocore.session.get_session().create_client("s3", endpoint_url=os.environ.get("AWS_URL") or None)
    s3.meta.events.register("after-call", note_the_action)
    where = {"Bucket": asked["bucket"], "Key": f"locks/{asked['estate']}.json", "ExpectedBucketOwner": asked["account"]}
    lock = Lock(s3, where, ours)
    lock.take(even_if_held=asked["break"])
    return lock


def _held(asked: dict[str, Any], held: HeldError) -> str:
    found = held.found
    until = found.until.strftime("%H:%M:%S UTC")
    return (
        f"{found.holder.who} is changing {asked['estate']} since {found.holder.since}: wait until that run has ended. "
        f"If it is dead its lock ends at {until}, or at once when you run this again with  -e break_lock=true"
    )


def _keep(lock: Lock, run: psutil.Process, released: threading.Event) -> None:
    """Until the run is over; a renewal that fails is tried again a little later, until the lock would have ended."""
    interval = lock.ours.expiry_seconds / RENEWALS_IN_AN_EXPIRY
    renewed = time.time()  # which goes on while a laptop sleeps
    while not released.wait(min(WATCH_SECONDS, interval)):
        if not runs(run):
            return
        age = time.time() - renewed
        if age >= interval and _renewed(lock):
            renewed = time.time()
        elif age >= lock.ours.expiry_seconds:
            raise LostError
    lock.release()


def _renewed(lock: Lock) -> bool:
    try:
        lock.renew()
    except (BotoCoreError, ClientError):
        return False
    return True


def _say(answer: dict[str, Any]) -> None:
    """The reader goes on as soon as it has the line, and nobody reads another one."""
    print(json.dumps(answer), flush=True)
    with open(os.devnull, "w") as nobody:
        os.dup2(nobody.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    main()
