"""The fault proxy: stands between a service and an embedded AWS, and does to their calls what networks and AWS do."""

from tests.fault_proxy.answer import Answer, Fault, Onward, Reset
from tests.fault_proxy.batches import fail_entries, lose_entries, stale_receipt
from tests.fault_proxy.call import Call
from tests.fault_proxy.clock import clock_skew
from tests.fault_proxy.connection import Hold, delay, lose_answer, reset, truncate
from tests.fault_proxy.deliveries import deliver_again, duplicate, reorder
from tests.fault_proxy.proxy import FaultProxy, fault_proxy_ctx
from tests.fault_proxy.refusal import refuse
from tests.fault_proxy.strict import refuse_unsendable

__all__ = [
    "Answer",
    "Call",
    "Fault",
    "FaultProxy",
    "Hold",
    "Onward",
    "Reset",
    "clock_skew",
    "delay",
    "deliver_again",
    "duplicate",
    "fail_entries",
    "fault_proxy_ctx",
    "lose_answer",
    "lose_entries",
    "refuse",
    "refuse_unsendable",
    "reorder",
    "reset",
    "stale_receipt",
    "truncate",
]
