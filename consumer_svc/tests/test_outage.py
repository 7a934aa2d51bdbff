"""What the consumer does while AWS fails."""

from time import monotonic

import pytest

from tests.fault_proxy import Answer, Hold, fail_entries, refuse


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr("consumer_svc.poller.LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("consumer_svc.settler.FIRST_BACKOFF", 0)


async def test_an_outage_of_s3_dead_letters_nothing(faults, start, mail, dead_letters, eventually):
    faults.on("PutObject", refuse(503, "SlowDown"))
    sent = {f"emails/{mail.send()}.json" for _ in range(3)}
    client = await start()
    await eventually(lambda: faults.asked["PutObject"] > 20)

    async with client.get("/health") as health, client.get("/ready") as ready:
        assert (health.status, ready.status) == (200, 503)
        assert (await ready.json())["checks"]["bucket"] == "failing"
    assert dead_letters() == []

    faults.clear()
    await eventually(lambda: set(mail.objects()) == sent)


async def test_while_s3_refuses_a_single_message_is_held(faults, start, mail, eventually):
    faults.on("PutObject", refuse(503, "SlowDown"))
    for _ in range(12):
        mail.send()
    await start(CONCURRENCY="10")

    await eventually(lambda: faults.asked["PutObject"] > 30)
    assert [call.content["MaxNumberOfMessages"] for call in faults.calls_of("ReceiveMessage")] == [10, 1]


async def answer_html(_call, _onward):
    return Answer(200, {"Content-Type": "text/html"}, b"<html>")


@pytest.mark.parametrize("fault", [refuse(500), answer_html, refuse(400, "QueueDoesNotExist")])
async def test_no_error_of_sqs_ends_the_loop(faults, start, mail, eventually, fault):
    faults.on("ReceiveMessage", fault, times=3)
    mail.send()
    await start()

    await eventually(mail.gone)
    assert faults.injected.total() == 3


async def test_only_a_queue_that_has_answered_is_polled_long(faults, start, eventually):
    faults.on("ReceiveMessage", refuse(500), times=1)
    client = await start(WAIT_TIME_SECONDS="1")

    async def ready():
        async with client.get("/ready") as answered:
            return answered.status == 200

    await eventually(ready)
    await eventually(lambda: faults.asked["ReceiveMessage"] >= 3)
    assert [call.content["WaitTimeSeconds"] for call in faults.calls_of("ReceiveMessage")][:3] == [0, 0, 1]


async def test_what_sqs_did_not_delete_comes_again_and_is_deleted(faults, start, mail, eventually):
    mail.sqs.set_queue_attributes(QueueUrl=mail.queue_url, Attributes={"VisibilityTimeout": "1"})
    faults.on("DeleteMessageBatch", fail_entries("InternalError"), times=1)
    mail.send()
    client = await start()

    await eventually(mail.gone)
    async with client.get("/metrics") as metrics:
        counted = await metrics.text()
    assert 'sluice_messages_left_total{reason="undeleted"} 1.0' in counted
    assert "sluice_duplicates_total 1.0" in counted


async def test_health_turns_red_when_no_turn_ends_any_more(faults, start, monkeypatch):
    hold = Hold()
    faults.on("ReceiveMessage", hold)
    client = await start()
    await hold.arrived.wait()

    async with client.get("/health") as answer:
        assert answer.status == 200
    monkeypatch.setattr("consumer_svc.app.monotonic", lambda: monotonic() + 60)
    async with client.get("/health") as answer:
        assert (answer.status, (await answer.json())["status"]) == (503, "stalled")
    hold.release()


async def test_one_stalled_message_does_not_stall_the_others(faults, start, mail, eventually):
    stalled = f"emails/{mail.send()}.json"
    hold = Hold()
    faults.on(lambda call: call.key == stalled, hold)
    await start()
    others = {f"emails/{mail.send()}.json" for _ in range(3)}

    await eventually(lambda: set(mail.objects()) == others)
    hold.release()
