"""The embedded AWS itself: moto's server in a thread, on 127.0.0.1 alone and with our patches."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from local_aws import look, patches


@contextmanager
def embedded_ctx(port: int) -> Iterator[str]:
    """Yields the endpoint's URL; port 0 takes a free one."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    patches.apply()
    look.count_calls()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    host, bound = server.get_host_and_port()
    try:
        yield f"http://{host}:{bound}"
    finally:
        server.stop()
