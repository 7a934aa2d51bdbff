"""Every kind that our modules look after, one a file: a file that exports `KIND` is all that a new one needs."""

import importlib
import pkgutil

from ..kind import Kind

KINDS: list[Kind] = [
    importlib.import_module(f"{__name__}.{found.name}").KIND for found in sorted(pkgutil.iter_modules(__path__))
]


def kind(module: str) -> Kind:
    return next(kind for kind in KINDS if kind.module == module)
