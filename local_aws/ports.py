"""Why the ports that somebody asks for cannot be had: a sentence with what to do next, or None."""

import socket
from urllib.parse import urlsplit

from local_aws.state import State


def differ(running: State, aws_port: int, balancer_port: int) -> str | None:
    """Port 0 stands for any."""
    for name, asked, real in (
        ("API", aws_port, urlsplit(running["endpoint_url"] or "").port),
        ("balancer", balancer_port, running["balancer_port"]),
    ):
        if asked and asked != real:
            known = f"port {real}" if real else "a free port"
            return (
                f"the embedded AWS runs already, with {known} and not {asked} for its {name}: "
                "stop it first (make down), or ask for no port"
            )
    return None


def taken(*asked: int) -> str | None:
    for port in filter(None, asked):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                return f"port {port} cannot be used ({error.strerror}): ask for another one"
    return None
