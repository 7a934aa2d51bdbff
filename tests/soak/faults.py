"""Which share of the calls meets which faults."""

from collections.abc import Mapping, Sequence
from random import Random

from tests.fault_proxy import (
    Fault,
    FaultProxy,
    delay,
    deliver_again,
    duplicate,
    fail_entries,
    lose_answer,
    lose_entries,
    refuse,
    reorder,
    reset,
    stale_receipt,
    truncate,
)

SHARE = 0.08  # of the calls


def bring_faults(proxy: FaultProxy, chance: Random) -> None:
    for action, faults in _faults(chance).items():
        proxy.at_random(action, SHARE, faults, chance)


def _faults(chance: Random) -> Mapping[str, Sequence[Fault]]:
    def some(_entry: object) -> bool:
        return chance.random() < 0.3

    network = [delay(0.05), delay(0.5), delay(2), reset, lose_answer, truncate(0.1), truncate(0.9)]
    sqs = [*network, refuse(500, "InternalError"), refuse(503, "ServiceUnavailable"), refuse(400, "RequestThrottled")]
    batch = [*sqs, fail_entries(which=some), lose_entries(which=some), reorder(chance)]
    s3 = [*network, refuse(500, "InternalError"), refuse(503, "SlowDown")]
    return {
        "SendMessageBatch": [*batch, fail_entries("RequestThrottled", sender_fault=True, which=some)],
        "ReceiveMessage": [*sqs, duplicate, deliver_again(), reorder(chance)],
        "DeleteMessageBatch": [*batch, stale_receipt(which=some)],
        "ChangeMessageVisibilityBatch": [*batch, stale_receipt(which=some)],
        "GetQueueAttributes": sqs,
        "PutObject": [*s3, refuse(409, "ConditionalRequestConflict")],
        "HeadObject": s3,
        "HeadBucket": s3,
        "GetParameter": [*network, refuse(500, "InternalServerError"), refuse(400, "ThrottlingException")],
    }
