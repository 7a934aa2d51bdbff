"""How a patch gets between moto and its callers."""

import functools
from collections.abc import Callable
from typing import Any


def wrap(owner: type, name: str, wrapper: Callable[..., Any]) -> None:
    """`owner.name` becomes `wrapper`, which is given the original before everything else."""
    original = getattr(owner, name)

    # A plain function, because moto looks for its actions with inspect.isfunction.
    @functools.wraps(original)
    def patched(*args: Any, **kwargs: Any) -> Any:
        return wrapper(original, *args, **kwargs)

    setattr(owner, name, patched)
