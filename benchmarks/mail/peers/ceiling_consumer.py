"""What no consumer can go below: a receive of ten, ten unsigned PUTs written to open sockets, a delete of ten."""

import asyncio
import json
import os
from urllib.parse import urlsplit

import httptools
import uvloop

HOST = urlsplit(os.environ["AWS_ENDPOINT_URL"])
CONNECTIONS = 64
AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=nobody"  # the stub asks for one; nothing is signed


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)

    def ask(self, line, headers, body):
        self.answer, self.body = asyncio.get_running_loop().create_future(), []
        head = f"{line} HTTP/1.1\r\nauthorization: {AUTHORIZATION}\r\n{headers}content-length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)
        return self.answer

    def data_received(self, data):
        self.parser.feed_data(data)

    def on_body(self, body):
        self.body.append(body)

    def on_message_complete(self):
        self.answer.set_result(b"".join(self.body))


async def main():
    loop = asyncio.get_running_loop()
    open_ones = [
        (await loop.create_connection(Connection, HOST.hostname, HOST.port))[1] for _ in range(CONNECTIONS + 16)
    ]
    idle: asyncio.Queue[Connection] = asyncio.Queue()
    for one in open_ones[16:]:
        idle.put_nowait(one)

    async def put(message):
        connection = await idle.get()
        await connection.ask(f"PUT /b/{message['MessageId']}", "", message["Body"].encode())
        idle.put_nowait(connection)

    async def drain(connection):
        while True:
            answer = await sqs(connection, "ReceiveMessage", {"MaxNumberOfMessages": 10})
            if not (messages := answer.get("Messages")):
                await asyncio.sleep(0.1)
                continue
            await asyncio.gather(*map(put, messages))
            entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)]
            await sqs(connection, "DeleteMessageBatch", {"Entries": entries})

    async def sqs(connection, action, asked):
        return json.loads(
            await connection.ask("POST /", f"x-amz-target: AmazonSQS.{action}\r\n", json.dumps(asked).encode())
        )

    await asyncio.gather(*map(drain, open_ones[:16]))


uvloop.run(main())
