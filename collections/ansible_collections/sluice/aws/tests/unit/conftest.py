"""A module run as Ansible runs it, against an embedded AWS, with every call that it makes written down."""

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from ansible.module_utils.testing import patch_module_args
from botocore.client import BaseClient
from botocore.loaders import create_loader

from local_aws.embedded import embedded_ctx

from . import neighbours
from .kind import Api
from .stub import is_write


@dataclass
class Outcome:
    """What a module answered, and the writes that it took."""

    answer: dict[str, Any]
    writes: list[str]

    @property
    def changed(self) -> bool:
        return bool(self.answer["changed"])

    @property
    def fields(self) -> dict[str, Any]:
        """Before and after of each field of the only change."""
        (change,) = self.answer["changes"]
        return dict(change["fields"])


Run = Callable[..., Outcome]


@pytest.fixture(scope="session", autouse=True)
def one_loader() -> Iterator[None]:
    """A client costs a tenth of a second where each reads the same descriptions of AWS anew."""
    loader = create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", lambda *_: loader)
        yield


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    with embedded_ctx(0) as url:
        yield url


@pytest.fixture(scope="session")
def api(endpoint: str) -> Api:
    """Clients of the embedded AWS, for what happens behind a module's back."""

    def client(service: str) -> Any:
        return boto3.client(service, endpoint_url=endpoint)

    neighbours.make(client)
    return client


@pytest.fixture
def run(api: Api, endpoint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    api("sts")  # the neighbours are there
    calls: list[str] = []
    call = BaseClient._make_api_call

    def noted(self: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        calls.append(operation)
        return call(self, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)

    def run_module(name: str, *, check: bool = False, fails: bool = False, **parameters: Any) -> Outcome:
        module = importlib.import_module(f"ansible_collections.sluice.aws.plugins.modules.{name}")
        calls.clear()
        arguments = {**parameters, "endpoint_url": endpoint, "_ansible_check_mode": check}
        with patch_module_args(arguments), pytest.raises(SystemExit) as ended:
            module.main()
        answer = json.loads(capsys.readouterr().out)
        assert bool(ended.value.code) is fails, answer
        return Outcome(answer, list(filter(is_write, calls)))

    return run_module
