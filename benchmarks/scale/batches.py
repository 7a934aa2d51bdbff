"""How many emails share one call of SQS, which depends on how fast they come."""

from math import ceil
from typing import NamedTuple

from benchmarks.mail.email import EMAIL
from benchmarks.scale.figures import Figures
from benchmarks.scale.sizing import Size
from consumer_svc.batches import GATHER_SECONDS
from svc_kit.aws.sqs import BATCH

SQS_SECONDS = 0.02  # of a call, as producer_svc/batcher.py has it
CHUNK_BYTES = 65_536  # "Amazon SQS pricing": each is a request


class Batches(NamedTuple):
    """Emails for each call."""

    send: float
    receive: float
    delete: float

    @property
    def requests(self) -> float:
        """What SQS counts for one email."""
        return sum(ceil(each * len(EMAIL) / CHUNK_BYTES) / each for each in self)


ALONE = Batches(1, 1, 1)
PEERS = Batches(1, BATCH, 1)  # as benchmarks/mail/peers/flask_boto3.py and boto3_loop.py call it


def batches(emails_s: float, size: Size, figures: Figures) -> Batches:
    """A task sends, and SQS has for one that receives, what has come during a call; deletes are gathered for longer."""
    sent, received = emails_s / size.producers, emails_s / size.consumers
    return Batches(
        send=min(max(1.0, figures.batch), max(1.0, sent * SQS_SECONDS)),
        receive=min(float(BATCH), max(1.0, received * SQS_SECONDS)),
        delete=min(float(BATCH), 1 + received * GATHER_SECONDS),
    )
