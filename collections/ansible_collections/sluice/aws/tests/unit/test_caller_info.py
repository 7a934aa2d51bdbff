"""Every run begins by asking whose its credentials are."""

from .conftest import Run
from .stub import Stub, stub_ctx


def test_the_account_is_the_one_of_the_credentials(run: Run) -> None:
    told = run("caller_info", check=True)
    assert (told.answer["account"], told.changed) == ("123456789012", False)


def test_credentials_that_are_none_are_told_in_a_sentence(run: Run) -> None:
    expired = Stub("ExpiredToken", "The security token included in the request is expired", bool, 1)
    with stub_ctx(expired):
        told = run("caller_info", fails=True)
    assert told.answer["msg"] == f"{expired.message} (ExpiredToken from GetCallerIdentity)"
