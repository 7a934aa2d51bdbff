"""What is on its way between two ends of a connection is seen, and so is its arrival."""

import socket

from tests.fake_time.traffic import Traffic, traffic


def test_what_is_sent_is_under_way_until_it_has_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        with socket.create_connection(listening.getsockname()) as sender, listening.accept()[0] as receiver:
            ours = [listening.fileno(), sender.fileno(), receiver.fileno()]
            assert traffic(ours) is Traffic.SETTLED

            sent = _fill(sender)
            assert traffic(ours) is Traffic.UNDER_WAY

            while sent:
                sent -= len(receiver.recv(1_000_000))
            assert traffic(ours) is Traffic.SETTLED


def test_of_a_connection_to_elsewhere_nothing_is_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_connection(listening.getsockname()) as ours:
        assert traffic([ours.fileno()]) is Traffic.UNKNOWN


def _fill(sender: socket.socket) -> int:
    """Sends more than the other end holds for one who does not read; returns how much."""
    sender.setblocking(False)
    sent = 0
    try:
        while True:
            sent += sender.send(b"x" * 100_000)
    except BlockingIOError:
        return sent
