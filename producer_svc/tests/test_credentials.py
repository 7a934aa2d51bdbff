"""The credentials of a task change while it runs."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.fault_proxy import refuse

# The SDK asks for new credentials in the last quarter of an hour of the present ones, and insists in the last ten
# minutes (botocore, credentials.py: advisory and mandatory refresh).
MAY, MUST = timedelta(minutes=15), timedelta(minutes=10)


class Agent:
    """Hands out credentials as the agent of ECS does, a new key each time; or fails so often."""

    def __init__(self):
        self.keys = {}  # when each was handed out
        self.announced = MAY  # so that each call asks for new ones
        self.serves = 60  # seconds that AWS takes a key
        self.failures = 0

    async def answer(self, _request):
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        key = f"KEY{len(self.keys)}"
        self.keys[key] = monotonic()
        expiry = (datetime.now(UTC) + self.announced).strftime("%Y-%m-%dT%H:%M:%SZ")
        return web.json_response(
            {"AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": expiry, "RoleArn": "arn"}
        )

    def key_of(self, call):
        return call.headers["Authorization"].partition("Credential=")[2].partition("/")[0]

    def has_expired(self, call):
        return monotonic() - self.keys[self.key_of(call)] > self.serves


@pytest.fixture
async def agent(faults, monkeypatch):
    agent = Agent()
    app = web.Application()
    app.router.add_get("/credentials", agent.answer)
    async with TestServer(app) as server:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", str(server.make_url("/credentials")))
        faults.on(agent.has_expired, refuse(403, "ExpiredToken"))
        yield agent


@pytest.fixture
async def client(agent, run_service, environment):  # noqa: ARG001 - it starts with the agent's credentials
    service = await run_service("producer_svc", **environment)
    async with ClientSession(f"http://127.0.0.1:{(await service.event('listening'))['port']}") as client:
        yield client


async def test_credentials_that_expire_are_replaced_and_no_email_fails(agent, client, faults, posted, eventually):
    """botocore #3134: container credentials never refresh."""
    agent.serves = 3

    async def the_first_have_expired():
        async with client.post("/process", json=posted) as answer:
            assert answer.status == 202
        return agent.has_expired(faults.calls_of("SendMessageBatch")[0])

    await eventually(the_first_have_expired)

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202
    assert faults.injected.total() == 0


@pytest.mark.parametrize(
    ("announced", "failures"), [(MAY - timedelta(seconds=1), 1000), (MUST - timedelta(seconds=1), 4)]
)
async def test_an_agent_that_fails_for_a_while_fails_no_email(agent, client, posted, announced, failures):
    agent.announced = announced
    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202

    agent.failures = failures

    async with client.post("/process", json=posted) as answer:
        assert answer.status == 202
    assert agent.failures < failures
