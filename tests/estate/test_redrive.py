"""`make redrive` on a real estate: what failed is shown, moved back, and archived by the consumer."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest

from .checkout import Checkout
from .mail import archived
from .waiting import until

EMAIL = {"email_subject": "between us", "email_sender": "a", "email_timestream": "1", "email_content": "{{ 7 * 7 }}"}
BODY = json.dumps(EMAIL, separators=(",", ":"))
POISON = "{between us"


class DeadLetters:
    """A poison message, a foreign one and an email of the producer's, by their message ids."""

    def __init__(self, estate: Checkout) -> None:
        self._sqs = estate.client("sqs")
        self._url = estate.outputs["dead_letter_queue_url"]
        self.email_id = str(uuid4())
        self.email = self._send(BODY, email_id=self.email_id)
        self.foreign = self._send(BODY)
        self.poison = self._send(POISON, email_id=str(uuid4()))

    def _send(self, body: str, **attributes: str) -> str:
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        sent = self._sqs.send_message(QueueUrl=self._url, MessageBody=body, MessageAttributes=typed)
        return str(sent["MessageId"])

    def count(self) -> int:
        told: dict[str, Any] = self._sqs.get_queue_attributes(
            QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(told["Attributes"]["ApproximateNumberOfMessages"])


@pytest.fixture(scope="module")
def dead_letters(estate: Checkout) -> DeadLetters:
    return DeadLetters(estate)


def line(said: str, message_id: str) -> list[str]:
    """The cells that the table has for a message."""
    (found,) = [each for each in said.splitlines() if each.startswith(message_id)]
    return re.split(r"\s{2,}", found)


def test_an_empty_dead_letter_queue_is_one_calm_sentence(estate: Checkout) -> None:
    said = estate.make("redrive")
    assert said.splitlines()[-1] == "sluice-local-mail-dead is empty: no message has failed."


def test_what_failed_is_shown_with_its_reason_and_without_its_content(
    estate: Checkout, dead_letters: DeadLetters
) -> None:
    said = estate.make("redrive")
    assert "sluice-local-mail-dead holds 3:" in said
    assert re.search(r"^ +2 +not_archived ", said, re.MULTILINE)
    assert re.search(r"^ +1 +not_json ", said, re.MULTILINE)
    assert re.search(r"^ +1 +foreign ", said, re.MULTILINE)
    assert line(said, dead_letters.email)[1:3] == [dead_letters.email_id, "not_archived"]
    assert line(said, dead_letters.foreign)[1:3] == ["(foreign)", "not_archived"]
    assert line(said, dead_letters.poison)[2] == "not_json"
    assert line(said, dead_letters.poison)[4] == str(len(POISON))
    assert "between us" not in said
    assert dead_letters.count() == 3, "nothing was moved"


def test_content_is_shown_as_it_is_to_whoever_asks(estate: Checkout, dead_letters: DeadLetters) -> None:
    said = estate.play("playbooks/redrive.yml", "-e", "show_content=true")
    assert f"{dead_letters.foreign}:\n{BODY}\n" in said, "and no template in it was evaluated"
    assert f"{dead_letters.poison}:\n{POISON}\n" in said


def test_a_plan_says_how_many_would_be_moved_and_moves_none(estate: Checkout, dead_letters: DeadLetters) -> None:
    assert "would move about 3" in estate.play("playbooks/redrive.yml", "--check", "-e", "move=true")
    assert dead_letters.count() == 3


def test_moving_has_what_can_be_archived_archived(estate: Checkout, dead_letters: DeadLetters) -> None:
    before = archived(estate)
    said = estate.play("playbooks/redrive.yml", "-e", "move=true", "-e", "messages_per_second=1")
    told = re.findall(r"^ +(moving .*|moved .*)$", said, re.MULTILINE)
    assert (told[0], told[-1]) == ("moving about 3", "moved 3 of about 3")
    assert said.splitlines()[-1] == f"  {told[-1]}", "and no count of resources, for none was compared"
    assert said.index("1 foreign, 0 of them archived before: ") < said.index(told[0]), "the warning comes first"
    assert "stored twice" in said
    assert "between us" not in said

    def arrived() -> set[str] | None:
        new = archived(estate) - before
        return new if len(new) == 2 else None

    ours = f"emails/{dead_letters.email_id}.json"
    (foreign,) = until(arrived) - {ours}
    assert ours in archived(estate)
    assert foreign != f"emails/{dead_letters.foreign}.json", "a moved message has a new id"


def test_only_what_can_never_be_archived_comes_back(estate: Checkout, dead_letters: DeadLetters) -> None:
    until(lambda: dead_letters.count() == 1)
    said = estate.make("redrive", MOVE="true")
    assert "sluice-local-mail-dead holds 1:" in said
    assert "1 not_json: will be back here" in said
    assert "moved 1 of about 1" in said
    until(lambda: dead_letters.count() == 1)
