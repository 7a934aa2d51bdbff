"""aiobotocore: 16 loops, each of which receives ten, writes them together and deletes them in one call, on uvloop."""

import asyncio
import json
import logging
import os

import uvloop
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

from benchmarks.mail.peers.observed import DONE, SECONDS

logging.basicConfig(level=logging.INFO)
for chatty in ("aiobotocore", "botocore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
log = logging.getLogger("peer")
url, bucket = os.environ["SQS_QUEUE_URL"], os.environ["OUTPUT_BUCKET"]


async def archive(s3, message):
    json.loads(message["Body"])
    email_id = message["MessageAttributes"]["email_id"]["StringValue"]
    body = message["Body"].encode()
    with SECONDS.time():
        await s3.put_object(Bucket=bucket, Key=f"emails/{email_id}.json", Body=body, IfNoneMatch="*")
    DONE.labels("archived").inc()
    log.info("archived %s", email_id)


async def drain(sqs, s3):
    while True:
        answer = await sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        if not messages:
            await asyncio.sleep(0.1)
            continue
        await asyncio.gather(*(archive(s3, one) for one in messages))
        entries = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)]
        await sqs.delete_message_batch(QueueUrl=url, Entries=entries)


async def main():
    session, config = get_session(), AioConfig(max_pool_connections=160)
    async with session.create_client("sqs", config=config) as sqs, session.create_client("s3", config=config) as s3:
        await asyncio.gather(*(drain(sqs, s3) for _ in range(16)))


uvloop.run(main())
