"""Flask and boto3, one SendMessage for each request, under gunicorn's threads."""

import logging
import os
from uuid import uuid4

import boto3
from botocore.config import Config
from flask import Flask, request

from benchmarks.mail.email import TOKEN
from benchmarks.mail.peers.observed import DONE, SECONDS
from svc_kit import email
from svc_kit.errors import InvalidEmail

THREADS = 64
logging.basicConfig(level=logging.INFO)
logging.getLogger("botocore").setLevel(logging.WARNING)

app = Flask(__name__)
log = logging.getLogger("peer")
sqs = boto3.client("sqs", config=Config(max_pool_connections=THREADS))


@app.post("/process")
@SECONDS.time()
def process():
    posted = request.get_json()
    if posted["token"] != TOKEN:
        return {"status": "declined"}, 401
    try:
        body = email.dump(email.parse(posted["data"]))
    except InvalidEmail:
        return {"status": "declined"}, 422
    email_id = str(uuid4())
    sqs.send_message(
        QueueUrl=os.environ["SQS_QUEUE_URL"],
        MessageBody=body,
        MessageAttributes={"email_id": {"DataType": "String", "StringValue": email_id}},
    )
    DONE.labels("accepted").inc()
    log.info("accepted %s", email_id)
    return {"status": "accepted"}, 202, {"X-Email-Id": email_id}


@app.get("/ready")
def ready():
    return {}
