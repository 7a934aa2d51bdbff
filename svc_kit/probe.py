"""`python -m svc_kit.probe PORT` succeeds while the service on that port is healthy: the check of its container."""

import sys
from http.client import HTTPConnection, HTTPException


def healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not healthy(int(sys.argv[1])))
