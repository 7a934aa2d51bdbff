"""The value of a secret that nobody has to know."""

from __future__ import annotations

import secrets

# 256 bits, twice what OWASP ASVS 5 (11.5.1) asks of a value that must not be guessed.
RANDOM_BYTES = 32


def random_value() -> str:
    return secrets.token_urlsafe(RANDOM_BYTES)
