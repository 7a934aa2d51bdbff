"""`python -m svc_kit.probe PORT` succeeds while the service on that port is healthy: the check of its container."""

import socket
import sys

# By hand, since http.client takes twice as long to import as all of the rest does, every few seconds in every task.
REQUEST = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
LONGEST_LINE = 1024


def healthy(port: int) -> bool:
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=3) as connection,
            connection.makefile("rwb") as stream,
        ):
            stream.write(REQUEST)
            stream.flush()
            return stream.readline(LONGEST_LINE).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not healthy(int(sys.argv[1])))
