"""Calls for one queue at the same moment: upstream they undo each other (otherwise drop the patch), and here not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In one process, for only there a delete can be made to happen in the middle of another.
DELETES = """
import sys
from threading import Thread
from moto.sqs.models import Message, sqs_backends

if sys.argv[1:]:
    from local_aws import patches
    patches.apply()

backend = sqs_backends["123456789012"]["eu-west-1"]
queue = backend.create_queue("mail", {})
for body in ("first", "second"):
    backend.send_message("mail", body)
first, second = (one.receipt_handle for one in backend.receive_message("mail", 2, 0, 30, []))
other = Thread(target=backend.delete_message, args=("mail", second))

def asked(message, receipt, original=Message.had_receipt_handle):
    if receipt == first and message.body == "second" and not other.ident:
        other.start()
        other.join(0.5)
    return original(message, receipt)

Message.had_receipt_handle = asked
backend.delete_message("mail", first)
other.join()
print([one.body for one in queue._messages])
"""


def left(*arguments: str) -> str:
    command = [sys.executable, "-c", DELETES, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def test_two_deletes_at_once_delete_both() -> None:
    assert left() == "['second']"
    assert left("patched") == "[]"
