"""AWS says no, in the protocol of the call."""

import json

from tests.fault_proxy.answer import Answer, Fault, Onward
from tests.fault_proxy.call import Call

JSON = "application/x-amz-json-1.0"
REQUEST_ID = "00000000-fa17-4000-8000-000000000000"
# SQS still tells the codes of its older protocol in a header, which SDKs prefer; most are the same, these are not
# (`x-amzn-query-error`, API reference of SQS, "AWS JSON protocol").
OLDER_CODES = {
    "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue",
    **{
        code: f"AWS.SimpleQueueService.{code}"
        for code in (
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation",
        )
    },
}


def refuse(status: int, code: str = "InternalFailure", message: str = "refused by the fault proxy") -> Fault:
    """The call never reaches AWS."""

    async def fault(call: Call, _onward: Onward) -> Answer:
        return refusal(call, status, code, message)

    return fault


def refusal(call: Call, status: int, code: str, message: str) -> Answer:
    if call.service == "s3":
        # Hand-written, for it is short; a HEAD has no body, so that its status alone tells.
        xml = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{REQUEST_ID}</RequestId></Error>"
        body = b"" if call.method == "HEAD" else xml.encode()
        return Answer(status, {"Content-Type": "application/xml", "x-amz-request-id": REQUEST_ID}, body)
    headers = {"Content-Type": JSON, "x-amzn-RequestId": REQUEST_ID}
    kind = code
    if call.service == "sqs":
        kind = f"com.amazonaws.sqs#{code}"
        headers["x-amzn-query-error"] = f"{OLDER_CODES.get(code, code)};{'Sender' if status < 500 else 'Receiver'}"
    return Answer(status, headers, json.dumps({"__type": kind, "message": message}).encode())
