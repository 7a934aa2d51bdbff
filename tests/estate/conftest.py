import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .checkout import Checkout, checkout_ctx


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One for all tests of a module, which read as one story."""
    with checkout_ctx(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
def shared_checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One for all modules that leave its estate standing, for building one takes most of a minute."""
    with checkout_ctx(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
def estate(shared_checkout: Checkout) -> Checkout:
    """The shared checkout with all that `make demo` builds."""
    if not (shared_checkout.root / ".local" / "outputs.json").exists():
        shared_checkout.make("demo")
    return shared_checkout


@pytest.fixture(scope="session")
def aws(estate: Checkout) -> Callable[[str], Any]:
    """The clients of the built estate, by boto3's names."""
    made: dict[str, Any] = {}
    return lambda service: made.setdefault(service, estate.client(service))


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """A runner in the background of a shell ignores SIGINT, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
