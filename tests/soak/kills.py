"""Kills: at any time, and amid a call to AWS, before that has done it or before it can say so."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from signal import SIGKILL, SIGTERM, Signals

from tests.fault_proxy import Answer, Call, FaultProxy, Onward, Reset
from tests.soak.service import Service

AMID = {
    "producer_svc": ("SendMessageBatch",),
    "consumer_svc": ("ReceiveMessage", "PutObject", "DeleteMessageBatch"),
}


class Kills:
    def __init__(self, proxy: FaultProxy, services: Sequence[Service], chance: Random) -> None:
        self.done: Counter[str] = Counter()
        self._proxy = proxy
        self._services = services
        self._chance = chance

    def strike(self) -> None:
        """One of the services, most often amid its next call of some kind."""
        service, draw = self._chance.choice(self._services), self._chance.random()
        action, answered = self._chance.choice(AMID[service.module]), self._chance.random() < 0.5
        if draw < 0.6:
            self._kill_amid(service, action, answered)
        elif draw < 0.8 or not self._tell(service, SIGTERM, "SIGTERM"):
            self._tell(service, SIGKILL, "SIGKILL")

    def _kill_amid(self, service: Service, action: str, answered: bool) -> None:
        async def kill(call: Call, onward: Onward) -> Answer:
            if answered:
                await onward(call)
            self._tell(service, SIGKILL, f"SIGKILL {'after' if answered else 'before'} {action}")
            raise Reset

        self._proxy.on(lambda call: call.action == action and service.signed(call.headers), kill, times=1)

    def _tell(self, service: Service, number: Signals, how: str) -> bool:
        told = service.tell(number)
        if told:
            self.done[f"{service.module} {how}"] += 1
        return told
