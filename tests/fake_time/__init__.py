"""An hour passes in a second: a service and an embedded AWS in one loop whose clock jumps to the next timer.

A folder of tests is moved into fake time by its `conftest.py`:

    from tests.fake_time.fixtures import *  # noqa: F403

There `faults`, `sqs`, `s3`, `queue_url`, `bucket` and `embedded_aws` are of fake time, and so is what builds on them:

    async def test_an_hour_without_s3_dead_letters_nothing(faults, start, mail, dead_letter_queue_url):
        faults.on("PutObject", refuse(503, "SlowDown"))
        await start()
        await asyncio.sleep(3600)
        assert messages_of(dead_letter_queue_url) == []

Only the loop's time is virtual: `time.time()`, `time.monotonic()` and the dates of signatures stay real. A thread or a
process has no part in it, and the clock stands still while an executor works.
"""
