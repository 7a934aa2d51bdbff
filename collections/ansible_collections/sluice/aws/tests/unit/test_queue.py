"""What a queue holds was accepted, and its name is not free as soon as it is gone."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .stub import Stub, stub_ctx

NAME = "full"
WANTS: dict[str, Any] = {"queues": [{"name": NAME}]}


@pytest.fixture
def url(run: Run, api: Api) -> Iterator[str]:
    run("queue", **WANTS)
    yield str(api("sqs").get_queue_url(QueueName=NAME)["QueueUrl"])
    run("queue", state="absent", surrender=[NAME], **WANTS)


@pytest.mark.parametrize("taken", [0, 1], ids=["waiting", "in hand"])
def test_a_queue_that_holds_a_message_stays_unless_it_is_surrendered(run: Run, api: Api, url: str, taken: int) -> None:
    api("sqs").send_message(QueueUrl=url, MessageBody="{}")
    for _ in range(taken):
        api("sqs").receive_message(QueueUrl=url)
    kept = run("queue", state="absent", **WANTS)
    assert (kept.changed, kept.writes) == (False, [])
    assert kept.answer["left"][0]["why"] == f"it holds about 1 messages; it goes with  -e surrender={NAME}"
    assert run("queue", state="absent", surrender=[NAME], **WANTS).changed


def test_the_name_of_a_queue_is_waited_for(run: Run) -> None:
    code = "AWS.SimpleQueueService.QueueDeletedRecently"
    message = "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    with stub_ctx(Stub(code, message, lambda operation: operation == "CreateQueue", 2)) as stub:
        assert run("queue", **WANTS).changed
    assert len(stub.refused) == 2
    run("queue", state="absent", **WANTS)
