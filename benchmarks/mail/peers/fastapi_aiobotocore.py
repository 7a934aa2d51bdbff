"""FastAPI and aiobotocore, one SendMessage for each request, under uvicorn."""

import logging
import os
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import uuid4

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, StringConstraints

from benchmarks.mail.email import TOKEN
from benchmarks.mail.peers.observed import DONE, SECONDS

logging.basicConfig(level=logging.INFO)
for chatty in ("aiobotocore", "botocore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
log = logging.getLogger("peer")

Line = Annotated[str, StringConstraints(min_length=1, max_length=998, pattern=r"^[^\r\n]+$")]


class Email(BaseModel):
    email_subject: Line
    email_sender: Line
    email_timestream: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}$")]
    email_content: Annotated[str, StringConstraints(min_length=1)]


class Posted(BaseModel):
    data: Email
    token: str


@asynccontextmanager
async def clients(app: FastAPI):
    config = AioConfig(max_pool_connections=64)
    async with get_session().create_client("sqs", config=config) as app.state.sqs:
        yield


app = FastAPI(lifespan=clients)


@app.post("/process", status_code=202)
async def process(posted: Posted, response: Response):
    if posted.token != TOKEN:
        raise HTTPException(401)
    email_id = str(uuid4())
    with SECONDS.time():
        await app.state.sqs.send_message(
            QueueUrl=os.environ["SQS_QUEUE_URL"],
            MessageBody=posted.data.model_dump_json(),
            MessageAttributes={"email_id": {"DataType": "String", "StringValue": email_id}},
        )
    DONE.labels("accepted").inc()
    log.info("accepted %s", email_id)
    response.headers["X-Email-Id"] = email_id
    return {"status": "accepted"}


@app.get("/ready")
async def ready():
    return {}
