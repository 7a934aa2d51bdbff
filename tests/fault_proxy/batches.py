"""A batch of SQS of which not every entry succeeds."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.fault_proxy.answer import Answer, Fault, Onward
from tests.fault_proxy.call import Call
from tests.fault_proxy.refusal import JSON, REQUEST_ID

Which: TypeAlias = Callable[[Mapping[str, Any]], bool]  # of an entry, as it was sent


def every(_entry: Mapping[str, Any]) -> bool:
    return True


def fail_entries(code: str = "InternalError", *, sender_fault: bool = False, which: Which = every) -> Fault:
    """These entries never reach AWS and come back as failed; the others go on."""

    async def fault(call: Call, onward: Onward) -> Answer:
        failing = [entry for entry in call.entries if which(entry)]
        others = [entry for entry in call.entries if entry not in failing]
        answer = await onward(call.asking(Entries=others)) if others else _nothing_done()
        failed = [
            {"Id": entry["Id"], "Code": code, "SenderFault": sender_fault, "Message": f"the fault proxy says {code}"}
            for entry in failing
        ]
        return answer.saying({**answer.content, "Failed": [*answer.content.get("Failed", []), *failed]})

    return fault


def stale_receipt(*, which: Which = every) -> Fault:
    """Of these entries of a delete or a change of visibility SQS does not know the receipt handle any more."""
    failing = fail_entries("ReceiptHandleIsInvalid", sender_fault=True, which=which)

    async def fault(call: Call, onward: Onward) -> Answer:
        return await failing(call, onward)

    return fault


def lose_entries(*, which: Which = every) -> Fault:
    """Every entry is done, and the answer does not mention these."""

    async def fault(call: Call, onward: Onward) -> Answer:
        answer = await onward(call)
        lost = {entry["Id"] for entry in call.entries if which(entry)}
        return answer.saying(
            {
                name: [entry for entry in results if entry["Id"] not in lost]
                for name, results in answer.content.items()
                if name in ("Successful", "Failed")
            }
        )

    return fault


def _nothing_done() -> Answer:
    return Answer(200, {"Content-Type": JSON, "x-amzn-RequestId": REQUEST_ID}, b'{"Successful": []}')
