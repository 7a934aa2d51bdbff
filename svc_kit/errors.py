"""Why a request is declined: each reason knows its HTTP status and the sentence that the client is told."""

from collections.abc import Mapping
from types import MappingProxyType

Faults = Mapping[str, list[str]]


class Declined(Exception):  # noqa: N818 - the word of the contract
    """A request that is not accepted; `sentence` is public, so it never repeats what the client sent."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    fields: Faults | None = None

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Malformed(Declined):
    status = 400


class WrongToken(Declined):
    status = 401


class TooSlow(Declined):
    status = 408


class TooLarge(Declined):
    status = 413


class UnsupportedMedia(Declined):
    status = 415


class InvalidEmail(Declined):
    """Names every fault of the data, by field."""

    status = 422

    def __init__(self, fields: Faults) -> None:
        super().__init__("the email is not valid")
        self.fields = fields


class HeadersTooLarge(Declined):
    status = 431


class Unavailable(Declined):
    """The client is to come again: nothing was tried, or what became of the email is not known."""

    status = 503
    headers = MappingProxyType({"Retry-After": "1"})

    def __init__(self, sentence: str = "something went wrong; the email may have been kept") -> None:
        super().__init__(sentence)
