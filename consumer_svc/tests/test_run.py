"""`python -m consumer_svc`, started and stopped as ECS does it."""

import signal

from tests.fault_proxy import Hold

BODY = '{"a": 1}'


async def test_a_bad_environment_is_named_whole(run_service):
    service = await run_service("consumer_svc", WAIT_TIME_SECONDS="20", CONCURRENCY="many", SQS_QUEUE_URL="queue")

    status, _, complaint = await service.end()

    assert status == 78
    assert len(complaint.splitlines()) == 1
    for name in ("SQS_QUEUE_URL", "OUTPUT_BUCKET", "CONCURRENCY", "WAIT_TIME_SECONDS + 10"):
        assert name in complaint


async def test_a_consumer_that_would_ask_without_any_pause_does_not_start(run_service, environment):
    changed = {"POLL_INTERVAL_SECONDS": "0", "WAIT_TIME_SECONDS": "0"}
    service = await run_service("consumer_svc", **environment | changed)

    status, _, complaint = await service.end()

    assert status == 78
    assert "POLL_INTERVAL_SECONDS and WAIT_TIME_SECONDS must not both be 0" in complaint


async def test_a_stop_ends_the_pause_between_polls(run_service, environment):
    service = await run_service("consumer_svc", **environment | {"POLL_INTERVAL_SECONDS": "3600"})
    await service.event("listening")

    service.process.send_signal(signal.SIGTERM)

    assert (await service.end())[0] == 0


async def test_a_stop_finishes_what_is_in_hand(faults, run_service, environment, mail):
    hold = Hold()
    faults.on("PutObject", hold)
    email_id = mail.send(BODY)
    service = await run_service("consumer_svc", **environment)
    await hold.arrived.wait()
    service.process.send_signal(signal.SIGTERM)
    await service.event("stopping")
    hold.release()

    assert (await service.end())[0] == 0
    assert mail.objects() == {f"emails/{email_id}.json": BODY}
    assert mail.gone()


async def test_a_stop_gives_back_what_the_last_receive_brings(faults, run_service, environment, mail):
    hold = Hold()
    faults.on("ReceiveMessage", hold)
    mail.send(BODY)
    service = await run_service("consumer_svc", **environment)
    await hold.arrived.wait()
    service.process.send_signal(signal.SIGTERM)
    await service.event("stopping")
    hold.release()

    assert (await service.end())[0] == 0
    assert mail.objects() == {}
    [given_back] = mail.sqs.receive_message(QueueUrl=mail.queue_url, AttributeNames=["ApproximateReceiveCount"])[
        "Messages"
    ]
    assert given_back["Attributes"]["ApproximateReceiveCount"] == "2"
