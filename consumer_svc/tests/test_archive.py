"""What becomes of a message."""

from hashlib import sha256

import pytest

EMAIL_ID = "0b6a3d5e-58f4-4c53-9b5e-2f0d3a1c7e9d"
BODY = '{"email_subject": "Grüße",\n "anything": 1}'


async def test_a_message_becomes_an_object_and_leaves_the_queue(start, mail, eventually):
    email_id = mail.send(BODY)

    await start()

    await eventually(mail.gone)
    kept = mail.object(f"emails/{email_id}.json")
    assert kept["Body"].read() == BODY.encode()
    assert kept["ContentType"] == "application/json"
    assert kept["Metadata"]["sha256"] == sha256(BODY.encode()).hexdigest()
    assert set(kept["Metadata"]) == {"sha256", "message-id"}


async def test_a_whole_backlog_is_drained_in_one_poll(start, mail, eventually):
    sent = {f"emails/{mail.send()}.json" for _ in range(25)}

    await start(POLL_INTERVAL_SECONDS="3600", CONCURRENCY="10")

    await eventually(mail.gone)
    assert set(mail.objects()) == sent


async def test_without_an_interval_the_queue_is_polled_all_the_time(start, mail, eventually):
    await start(POLL_INTERVAL_SECONDS="0", WAIT_TIME_SECONDS="1")
    mail.send()

    await eventually(mail.gone)


async def test_a_second_delivery_changes_nothing(start, mail, eventually):
    email_id = mail.send()
    mail.send(email_id=email_id)

    client = await start()

    await eventually(mail.gone)
    assert len(mail.objects()) == 1
    async with client.get("/metrics") as metrics:
        counted = await metrics.text()
    assert "sluice_duplicates_total 1.0" in counted
    assert "sluice_emails_archived_total 1.0" in counted


async def test_other_content_under_the_same_id_is_left_as_a_conflict(start, mail, eventually):
    email_id = mail.send(BODY)
    client = await start()
    await eventually(mail.gone)

    mail.send('{"other": 1}', email_id)

    async def conflict():
        async with client.get("/metrics") as metrics:
            return "sluice_conflicts_total 1.0" in await metrics.text()

    await eventually(conflict)
    assert mail.objects() == {f"emails/{email_id}.json": BODY}
    assert not mail.gone()


@pytest.mark.parametrize("body", ["no json", "[]", '"x"', '{"a": NaN}', "[" * 50_000])
async def test_what_is_no_json_object_ends_in_the_dead_letter_queue(start, mail, dead_letters, eventually, body):
    mail.send(body)

    await start()

    await eventually(dead_letters)
    assert dead_letters() == [body]
    assert mail.objects() == {}


async def test_a_number_of_many_digits_is_archived_like_any_other(start, mail, eventually):
    body = '{"n": ' + "1" * 5000 + "}"
    email_id = mail.send(body)

    await start()

    await eventually(mail.objects)
    assert mail.objects() == {f"emails/{email_id}.json": body}


@pytest.mark.parametrize("given", ["../x", "a" * 2048, "٣" * 36, EMAIL_ID.upper(), EMAIL_ID.replace("-", "")])
async def test_an_id_that_is_no_canonical_uuid_is_replaced_by_the_message_id(start, mail, eventually, given):
    mail.send(email_id=given)

    await start()

    await eventually(mail.objects)
    [key] = mail.objects()
    assert key == f"emails/{mail.object(key)['Metadata']['message-id']}.json"


async def test_the_health_port_knows_three_paths(start, eventually):
    client = await start()

    async def ready():
        async with client.get("/ready") as answer:
            return answer.status == 200

    await eventually(ready)
    async with client.get("/health") as health, client.get("/process") as other:
        assert await health.json() == {"status": "ok", "version": "0.0.0+checkout"}
        assert other.status == 404
