"""boto3: receive ten, write and delete one after the other, as its guide shows it."""

import json
import logging
import os

import boto3

from benchmarks.mail.peers.observed import DONE, SECONDS

logging.basicConfig(level=logging.INFO)
logging.getLogger("botocore").setLevel(logging.WARNING)
log = logging.getLogger("peer")
sqs, s3 = boto3.client("sqs"), boto3.client("s3")
url, bucket = os.environ["SQS_QUEUE_URL"], os.environ["OUTPUT_BUCKET"]

while True:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageAttributeNames=["All"])
    for message in answer.get("Messages", []):
        json.loads(message["Body"])
        email_id = message["MessageAttributes"]["email_id"]["StringValue"]
        with SECONDS.time():
            s3.put_object(Bucket=bucket, Key=f"emails/{email_id}.json", Body=message["Body"].encode(), IfNoneMatch="*")
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        DONE.labels("archived").inc()
        log.info("archived %s", email_id)
