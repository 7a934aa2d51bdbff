"""Rules for text that Python checks and a JSON Schema shows, so that the two are one."""

import re

from marshmallow import ValidationError
from marshmallow.validate import Validator


class Pattern(Validator):
    """The whole value is of this form, written in what Python and ECMA-262 have in common."""

    def __init__(self, form: str, error: str) -> None:
        self.pattern = f"^(?:{form})$"
        self._form = re.compile(form)
        self._error = error

    def allows(self, value: str) -> bool:
        # Not `pattern`: to Python a $ also stands before a last newline.
        return self._form.fullmatch(value) is not None

    def __call__(self, value: str) -> None:
        if not self.allows(value):
            raise ValidationError(self._error)


class Without(Validator):
    """The value has none of these characters; no schema can name lone surrogates, which have no UTF-8."""

    def __init__(self, characters: str, error: str, surrogates: bool = True) -> None:
        self.pattern = f"^[^{characters}]*$"
        self._refused = re.compile(f"[{characters}]" if surrogates else rf"[{characters}\ud800-\udfff]")
        self._error = error

    def allows(self, value: str) -> bool:
        return self._refused.search(value) is None

    def __call__(self, value: str) -> None:
        if not self.allows(value):
            raise ValidationError(self._error)


class MoreThan(Validator):
    """The value has at least one character that is none of these."""

    def __init__(self, characters: str, error: str) -> None:
        self.pattern = f"[^{characters}]"
        self._wanted = re.compile(self.pattern)
        self._error = error

    def allows(self, value: str) -> bool:
        return self._wanted.search(value) is not None

    def __call__(self, value: str) -> None:
        if not self.allows(value):
            raise ValidationError(self._error)


Rule = Pattern | Without | MoreThan


def digits_up_to(last: int) -> str:
    """The form of a whole number from 0 to `last`, leading zeros allowed, in no more digits than `last` has."""
    digits = str(last)
    below = [
        f"{digits[:place]}[0-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "0"
    ]
    return "|".join([f"[0-9]{{1,{len(digits) - 1}}}", *below, digits])
