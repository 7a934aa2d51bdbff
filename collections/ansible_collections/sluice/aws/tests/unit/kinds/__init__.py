"""Every kind that our modules look after, one a file: a file that exports `KIND` is all that a new one needs."""

import importlib
import pkgutil

from ..kind import Kind

KINDS: list[Kind] = [
    importlib.import_module(f"{__name__}.{found.name}").KIND for found in sorted(pkgutil.iter_modules(__path__))
]


def kind(module: str, option: str | None = None) -> Kind:
    """The only kind of a module, or the one of an option where it has several."""
    (found,) = (kind for kind in KINDS if kind.module == module and option in (None, kind.option))
    return found
