"""What SQS refuses and an embedded AWS accepts (API reference of SQS: SendMessage, SendMessageBatch)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.fault_proxy.answer import Answer, Onward
from tests.fault_proxy.call import Call
from tests.fault_proxy.refusal import refusal

LONGEST = 1_048_576  # bytes of a message, and of all messages of a batch (SQS quotas, since August 2025)
UNSENDABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TRACE_HEADER = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;[A-Za-z]+=[^;]*)*")  # AWS X-Ray, tracing header

Entry = Mapping[str, Any]


async def refuse_unsendable(call: Call, onward: Onward) -> Answer:
    """One bad entry refuses the whole batch, as SQS does."""
    if call.action == "SendMessageBatch":
        complaint = _of_a_batch(call.entries) or _of_messages(call.entries)
    elif call.action == "SendMessage":
        complaint = _of_messages([call.content])
    else:
        complaint = None
    return refusal(call, 400, *complaint) if complaint else await onward(call)


def _of_a_batch(entries: Sequence[Entry]) -> tuple[str, str] | None:
    if not entries:
        return "EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."
    if len({entry["Id"] for entry in entries}) < len(entries):
        return "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id."
    if sum(map(_size, entries)) > LONGEST:
        return "BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes."
    return None


def _of_messages(messages: Iterable[Entry]) -> tuple[str, str] | None:
    for message in messages:
        if UNSENDABLE.search(message["MessageBody"]):
            return "InvalidMessageContents", "Invalid characters found."
        if any(map(UNSENDABLE.search, _texts(message))):
            return "InvalidParameterValue", "Message attribute values must contain only allowed characters."
        if _size(message) > LONGEST:
            return "InvalidParameterValue", "Message must be shorter than 1048576 bytes."
        trace = message.get("MessageSystemAttributes", {}).get("AWSTraceHeader", {}).get("StringValue")
        if trace is not None and not TRACE_HEADER.fullmatch(trace):
            return "InvalidParameterValue", "AWSTraceHeader is not a tracing header of AWS X-Ray."
    return None


def _size(message: Entry) -> int:
    """The body, and of each attribute name, type and value."""
    texts = [message["MessageBody"], *message.get("MessageAttributes", {}), *_texts(message)]
    texts += [attribute["DataType"] for attribute in message.get("MessageAttributes", {}).values()]
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def _texts(message: Entry) -> list[str]:
    attributes = message.get("MessageAttributes", {}).values()
    return [attribute["StringValue"] for attribute in attributes if "StringValue" in attribute]
