"""Posts the email over so many connections, one at a time on each, for so many seconds.

usage: python -m benchmarks.mail.load PORT CONNECTIONS SECONDS      prints what it was told as JSON
"""

import asyncio
import json
import sys
from array import array
from time import perf_counter

import httptools
import uvloop

from benchmarks.mail.email import POSTED

HEAD = (
    "POST /process HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(POSTED)}\r\n\r\n"
)
REQUEST = (HEAD + POSTED).encode()


class Client(asyncio.Protocol):
    def __init__(self, until: float, told: "Told") -> None:
        self.until = until
        self.told = told
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)
        self.post()

    def post(self) -> None:
        self.started = perf_counter()
        self.transport.write(REQUEST)

    def data_received(self, data) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        now = perf_counter()
        status = self.parser.get_status_code()
        self.told.statuses[status] = self.told.statuses.get(status, 0) + 1
        self.told.seconds.append(now - self.started)
        if now < self.until:
            self.post()
        else:
            self.transport.close()

    def connection_lost(self, _exc) -> None:
        if not self.over.done():
            self.over.set_result(None)


class Told:
    def __init__(self) -> None:
        self.statuses: dict[int, int] = {}
        self.seconds = array("d")


async def main(port: int, connections: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    told, started = Told(), perf_counter()
    until = started + seconds
    made = [await loop.create_connection(lambda: Client(until, told), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.wait([client.over for _, client in made])
    took = sorted(told.seconds)
    print(
        json.dumps(
            {
                "accepted": told.statuses.get(202, 0),
                "others": sum(number for status, number in told.statuses.items() if status != 202),
                "seconds": perf_counter() - started,
                "p50_ms": 1000 * took[len(took) // 2],
                "p99_ms": 1000 * took[int(len(took) * 0.99)],
            }
        )
    )


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
