"""aiohttp and aiobotocore, one SendMessage for each request, on uvloop."""

import logging
import os
from uuid import uuid4

import uvloop
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from aiohttp import web

from benchmarks.mail.email import TOKEN
from benchmarks.mail.peers.observed import DONE, SECONDS
from svc_kit import email
from svc_kit.errors import InvalidEmail

logging.basicConfig(level=logging.INFO)
for chatty in ("aiobotocore", "botocore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
log = logging.getLogger("peer")
SQS = web.AppKey("SQS", object)


async def process(request):
    with SECONDS.time():
        return await accept(request)


async def accept(request):
    posted = await request.json()
    if posted["token"] != TOKEN:
        return web.json_response({"status": "declined"}, status=401)
    try:
        body = email.dump(email.parse(posted["data"]))
    except InvalidEmail:
        return web.json_response({"status": "declined"}, status=422)
    email_id = str(uuid4())
    await request.app[SQS].send_message(
        QueueUrl=os.environ["SQS_QUEUE_URL"],
        MessageBody=body,
        MessageAttributes={"email_id": {"DataType": "String", "StringValue": email_id}},
    )
    DONE.labels("accepted").inc()
    log.info("accepted %s", email_id)
    return web.json_response({"status": "accepted"}, status=202, headers={"X-Email-Id": email_id})


async def ready(_request):
    return web.json_response({})


async def clients(app):
    async with get_session().create_client("sqs", config=AioConfig(max_pool_connections=64)) as app[SQS]:
        yield


app = web.Application()
app.cleanup_ctx.append(clients)
app.add_routes([web.post("/process", process), web.get("/ready", ready)])
uvloop.install()
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)
