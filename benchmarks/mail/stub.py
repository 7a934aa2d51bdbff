"""A cheap AWS: SQS, S3 and the one parameter of SSM, each with a delay of its own.

It checks that a call is signed and that what S3 is given has the hash that was signed, refuses a batch as SQS does,
tells true MD5s and counts. It verifies no signature, keeps no object, hands out one made-up backlog, each message
once, and knows no visibility timeout.

usage: python -m benchmarks.mail.stub PORT SQS_MS S3_MS
"""

import asyncio
import re
import sys
from collections import Counter
from functools import lru_cache
from hashlib import md5, sha256

import httptools
import orjson
import uvloop

from benchmarks.mail.email import EMAIL, TOKEN

UNSENDABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
JSON = b"application/x-amz-json-1.0"
FIRST_PARAMETER = {"Name": "/token", "Type": "SecureString", "Value": TOKEN, "Version": 1, "LastModifiedDate": 1.7e9}

counts: Counter[str] = Counter()
delays: dict[str, float] = {}


@lru_cache(maxsize=64)  # the core that it shares with the load is to be idle at times, or it would slow the other
def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=64)
def is_sendable(text: str) -> bool:
    return UNSENDABLE.search(text) is None


BODY_MD5 = digest(EMAIL)


def send_batch(asked):
    entries = asked["Entries"]
    if not 1 <= len(entries) <= 10 or len({one["Id"] for one in entries}) < len(entries):
        return 400, {"__type": "com.amazonaws.sqs#BatchEntryIdsNotDistinct"}
    if not all(is_sendable(one["MessageBody"]) for one in entries):
        return 400, {"__type": "com.amazonaws.sqs#InvalidMessageContents"}
    counts["sent"] += len(entries)
    told = [
        {"Id": one["Id"], "MessageId": one["Id"], "MD5OfMessageBody": digest(one["MessageBody"])} for one in entries
    ]
    return 200, {"Successful": told, "Failed": []}


def send(asked):
    if not is_sendable(asked["MessageBody"]):
        return 400, {"__type": "com.amazonaws.sqs#InvalidMessageContents"}
    counts["sent"] += 1
    return 200, {"MessageId": "1", "MD5OfMessageBody": digest(asked["MessageBody"])}


def receive(asked):
    taken = min(asked.get("MaxNumberOfMessages", 1), counts["backlog"])
    counts["backlog"] -= taken
    first = counts["received"]
    counts["received"] += taken
    messages = [
        {
            "MessageId": f"00000000-0000-4000-8000-{n:012}",
            "ReceiptHandle": f"receipt-{n}",
            "Body": EMAIL,
            "MD5OfBody": BODY_MD5,
            "Attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1700000000000"},
            "MessageAttributes": {
                "email_id": {"DataType": "String", "StringValue": f"00000000-0000-4000-8000-{n:012}"}
            },
        }
        for n in range(first, first + taken)
    ]
    return 200, {"Messages": messages} if messages else {}


def delete_batch(asked):
    counts["deleted"] += len(asked["Entries"])
    return 200, {"Successful": [{"Id": one["Id"]} for one in asked["Entries"]], "Failed": []}


def delete(_asked):
    counts["deleted"] += 1
    return 200, {}


def change_visibility(asked):
    return 200, {"Successful": [{"Id": one["Id"]} for one in asked["Entries"]], "Failed": []}


def attributes(_asked):
    return 200, {"Attributes": {"VisibilityTimeout": "120", "QueueArn": "arn:aws:sqs:eu-central-1:1:mail"}}


def parameter(_asked):
    return 200, {"Parameter": FIRST_PARAMETER}


ACTIONS = {
    b"AmazonSQS.SendMessageBatch": ("SQS", send_batch),
    b"AmazonSQS.SendMessage": ("SQS", send),
    b"AmazonSQS.ReceiveMessage": ("SQS", receive),
    b"AmazonSQS.DeleteMessageBatch": ("SQS", delete_batch),
    b"AmazonSQS.DeleteMessage": ("SQS", delete),
    b"AmazonSQS.ChangeMessageVisibilityBatch": ("SQS", change_visibility),
    b"AmazonSQS.GetQueueAttributes": ("SQS", attributes),
    b"AmazonSSM.GetParameter": ("SSM", parameter),
}


class Stub(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data):
        self.parser.feed_data(data)

    def on_message_begin(self):
        self.headers, self.body, self.target = {}, [], b""

    def on_url(self, url):
        self.target += url

    def on_header(self, name, value):
        self.headers[name.lower()] = value

    def on_headers_complete(self):
        if self.headers.get(b"expect", b"").lower() == b"100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body):
        self.body.append(body)

    def on_message_complete(self):
        status, said, kind, service = self.answer(self.parser.get_method(), b"".join(self.body))
        head = f"HTTP/1.1 {status} x\r\nContent-Length: {len(said)}\r\nx-amzn-RequestId: r\r\nx-amz-request-id: r\r\n"
        head += 'ETag: "1"\r\n'
        whole = head.encode() + b"Content-Type: " + kind + b"\r\n\r\n" + said
        if delay := delays.get(service, 0):
            asyncio.get_running_loop().call_later(delay, self.transport.write, whole)
        else:
            self.transport.write(whole)

    def answer(self, method, body):
        """Status, body, its type, and the service whose delay it has."""
        if self.target.startswith(b"/stub"):
            return 200, self.control(body), b"application/json", ""
        if not self.headers.get(b"authorization", b"").startswith(b"AWS4-HMAC-SHA256 Credential="):
            counts["unsigned"] += 1
            if self.target != b"/unsigned":
                return 403, b"{}", JSON, ""
        if target := self.headers.get(b"x-amz-target"):
            service, action = ACTIONS[target]
            counts[target.decode()] += 1
            status, said = action(orjson.loads(body))
            return status, orjson.dumps(said), JSON, service
        return *self.s3(method, body), b"application/xml", "S3"

    def s3(self, method, body):
        if method == b"PUT":
            claimed = self.headers.get(b"x-amz-content-sha256", b"")
            if len(claimed) == 64 and claimed.decode() != sha256(body).hexdigest():
                return 400, b"<Error><Code>XAmzContentSHA256Mismatch</Code></Error>"
            counts["objects"] += 1
        return 200, b""

    def control(self, body):
        """Sets what is posted, and tells all that was counted."""
        if body:
            counts.clear()
            counts.update(orjson.loads(body))
        return orjson.dumps(dict(counts))


async def main(port: int, sqs_ms: float, s3_ms: float) -> None:
    delays.update(SQS=sqs_ms / 1000, S3=s3_ms / 1000)
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
