"""What a person reads of dead letters."""

from typing import Any

from ansible_collections.sluice.aws.plugins.filter.dead_letters_report import dead_letters_report
from ansible_collections.sluice.aws.plugins.filter.redrive_caution import redrive_caution

MESSAGE: dict[str, Any] = {
    "message_id": "own-1",
    "email_id": "email-1",
    "foreign": False,
    "reason": "not_archived",
    "sent": "2026-11-24T10:39:59Z",
    "receives": 11,
    "bytes": 102,
}
FOREIGN = {**MESSAGE, "message_id": "own-2", "email_id": "own-2", "foreign": True, "reason": "not_json"}
FOUND = {
    "queue": "dead",
    "total": 2,
    "foreign": 1,
    "reasons": {"not_archived": 1, "not_json": 1},
    "messages": [MESSAGE, FOREIGN],
}
EMPTY = {"queue": "dead", "total": 0, "foreign": 0, "reasons": {}, "messages": []}


def test_an_empty_queue_is_one_calm_sentence() -> None:
    assert dead_letters_report(EMPTY) == "dead is empty: no message has failed."


def test_counts_come_first_and_then_a_line_for_each_message() -> None:
    assert dead_letters_report(FOUND).splitlines() == [
        "dead holds 2:",
        "  1  not_archived  has no object: S3 refused it, or the consumer died",
        "  1  not_json      is no JSON object",
        "  1  foreign       of these, without an email id of the producer's",
        "",
        "message id  email id   reason        sent               bytes",
        "own-1       email-1    not_archived  2026-11-24 10:39Z  102",
        "own-2       (foreign)  not_json      2026-11-24 10:39Z  102",
    ]


def test_what_was_not_looked_at_is_not_hidden() -> None:
    many = {**FOUND, "total": 1234}
    assert dead_letters_report(many).startswith("dead holds 1234; of the first 2:\n")
    assert "1232 not looked at: moved too" in redrive_caution(many)


def test_content_cannot_command_the_terminal() -> None:
    shown = dead_letters_report({**FOUND, "messages": [{**MESSAGE, "content": 'é\x1b[31m\u009b2J\r\n"x"'}]})
    assert shown.endswith('\nown-1:\né\\u001b[31m\\u009b2J\\u000d\n"x"')


def test_before_a_move_it_is_said_what_does_not_help_and_what_may_be_stored_twice() -> None:
    said = redrive_caution(FOUND)
    assert "1 not_json: will be back here" in said
    assert "moving does not help" in said
    assert "1 foreign, 0 of them archived before: " in said
    assert "foreign" not in redrive_caution({**FOUND, "messages": [MESSAGE]})


def test_a_foreign_one_that_is_archived_will_not_be_found_archived() -> None:
    said = redrive_caution({**FOUND, "messages": [{**MESSAGE, "foreign": True, "reason": "archived"}]})
    assert "1 foreign, 1 of them archived before: " in said
    assert "stored twice" in said
    assert "found archived" not in said
    assert "1 archived: will be found archived" in redrive_caution(
        {**FOUND, "messages": [{**MESSAGE, "reason": "archived"}]}
    )
