"""What a client knows of an email that it posted."""

from dataclasses import dataclass, field

from tests.soak.emails import Posted

ACCEPTED = "202"


@dataclass
class Fate:
    posted: Posted
    answers: list[str] = field(default_factory=list)  # statuses, or why there was no answer, in their order
    ids: set[str] = field(default_factory=set)  # that it was accepted under

    @property
    def accepted(self) -> bool:
        return ACCEPTED in self.answers

    @property
    def unknown(self) -> bool:
        """Perhaps kept: it was answered 503, or not at all."""
        return not self.accepted and any(not answer.startswith("4") for answer in self.answers)

    @property
    def declined(self) -> bool:
        return not self.accepted and not self.unknown
