from collections.abc import Iterator

import pytest

from .checkout import Checkout, checkout_ctx


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One for all tests of a module, which read as one story."""
    with checkout_ctx(tmp_path_factory) as made:
        yield made
