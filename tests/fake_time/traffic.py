"""Whether all that this process has sent to itself has arrived, as the kernel counts it.

Fields of `struct tcp_info`: include/uapi/linux/tcp.h of Linux 4.19 and later; elsewhere nothing is known.
"""

import socket
import struct
from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

SYN_SENT = 2  # of the states in include/net/tcp_states.h
TCP_INFO = getattr(socket, "TCP_INFO", None)
SIZE = 216
NOWHERE = ("", 0)
STATE, RECEIVED, UNSENT, SENT = "=B", "=128xQ", "=144xI", "=200xQQ"


class Traffic(Enum):
    SETTLED = auto()
    UNKNOWN = auto()  # the other end of a connection is not, or not any more, one of ours
    UNDER_WAY = auto()


class End(NamedTuple):
    """One end of a TCP connection."""

    here: tuple[str, int]
    there: tuple[str, int]
    connecting: bool
    sent: int
    received: int


def traffic(descriptors: Iterable[int]) -> Traffic:
    """Of the TCP connections among these."""
    if TCP_INFO is None:
        return Traffic.UNKNOWN
    ends = {(end.here, end.there): end for descriptor in descriptors if (end := _end(descriptor))}
    pairs = [(end, ends.get((end.there, end.here))) for end in ends.values()]
    if any(end.connecting or (other and end.sent > other.received) for end, other in pairs):
        return Traffic.UNDER_WAY
    return Traffic.SETTLED if all(other for _, other in pairs) else Traffic.UNKNOWN


def _end(descriptor: int) -> End | None:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=descriptor)
    try:
        info = door.getsockopt(socket.IPPROTO_TCP, TCP_INFO or 0, SIZE)
        if len(info) < SIZE:
            return End(door.getsockname(), NOWHERE, False, 0, 0)
        (state,) = struct.unpack_from(STATE, info)
        if state == SYN_SENT:
            return End(door.getsockname(), NOWHERE, True, 0, 0)
        sent, again = struct.unpack_from(SENT, info)
        (unsent,) = struct.unpack_from(UNSENT, info)
        (received,) = struct.unpack_from(RECEIVED, info)
        return End(door.getsockname(), door.getpeername(), False, sent - again + unsent, received)
    except OSError:  # no TCP socket, or one that only listens
        return None
    finally:
        door.detach()
