"""Whatever is sent, the answer is one of the contract's; FUZZ_REQUESTS says how much is tried (`ci/fuzz`)."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from uuid import uuid4

import psutil
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "600"))
WARM_UP = REQUESTS // 4
# A request that leaves but 1 KiB behind has left 15 MiB after the 15,000 of a long run that follow its warm-up.
FLAT_BYTES = 10 * 1024 * 1024
OF_THE_CONTRACT = {200, 202, 400, 401, 404, 405, 408, 413, 415, 417, 422, 431}


def share(part):
    """Settings for that part of all requests; the short run tries the same in each environment."""
    return settings(
        max_examples=max(1, int(REQUESTS * part)),
        derandomize="FUZZ_REQUESTS" not in os.environ,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class Producer:
    """A process of the producer, and what it has answered."""

    def __init__(self, process, log, port):
        self.process, self.log, self.port = process, log, port
        self.memory = psutil.Process(process.pid)
        self.answered: Counter[int] = Counter()
        self.resident = []
        self.kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, body, headers=None):
        try:
            self.kept.request("POST", "/process", body, {"Content-Type": "application/json"} | (headers or {}))
            answer = self.kept.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # the one before was told to close
            self.kept.close()
            return self.post(body, headers)
        return self.judge(answer.status, answer.read())

    def send(self, raw):
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(raw)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return self.judge(answer.status, answer.read())

    def judge(self, status, body):
        self.answered[status] += 1
        if self.answered.total() >= WARM_UP and self.answered.total() % 100 == 0:
            self.resident.append(self.memory.memory_info().rss)
        answer = json.loads(body)
        assert status in OF_THE_CONTRACT, answer
        if status not in (200, 202):
            assert set(answer) == ({"status", "error", "fields"} if status == 422 else {"status", "error"})
            assert answer["status"] == "declined"
        return status

    def events(self):
        return Counter(json.loads(line)["event"] for line in self.log.read_text().splitlines())


@pytest.fixture(scope="module")
def producer(sqs, ssm, tmp_path_factory, request):
    name = f"/sluice/{uuid4()}/token"
    ssm.put_parameter(Name=name, Value="right", Type="SecureString")
    log = tmp_path_factory.mktemp("fuzz") / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": os.defpath,
        **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
        "SQS_QUEUE_URL": sqs.create_queue(QueueName=f"fuzz-{uuid4()}")["QueueUrl"],
        "TOKEN_PARAM_NAME": name,
        "PORT": str(port),
        "DRAIN_SECONDS": "0",
        "READ_TIMEOUT_SECONDS": "0.1",
    }
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "producer_svc"],
            cwd=request.config.rootpath,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Producer(process, log, port)
    while '"listening"' not in log.read_text():
        assert process.poll() is None, log.read_text()
    yield running
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    mebibytes = [round(rss / 2**20, 1) for rss in running.resident]
    print(f"\n{running.answered.total()} requests, answered {dict(sorted(running.answered.items()))}")
    print(f"logged {dict(running.events())}")
    print(f"resident MiB: {mebibytes[0]} warm, {max(mebibytes)} at most, {mebibytes[-1]} in the end")


text = st.text(st.characters(codec=None), max_size=40)
line = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(["email_subject", "email_sender", "email_timestream", "email_content"])


def mostly(usual, otherwise):
    """A plain `|` would take each kind of `otherwise` as often as the usual."""
    return st.integers(0, 7).flatmap(lambda n: usual if n else otherwise)


email = st.fixed_dictionaries(
    {
        "email_subject": mostly(line, anything),
        "email_sender": mostly(line, anything),
        "email_timestream": mostly(st.integers(0, 10**12).map(str), anything),
        "email_content": mostly(line, anything),
    }
)
posted = st.fixed_dictionaries(
    {
        "data": mostly(mostly(email, st.dictionaries(keys | text, anything, max_size=6)), anything),
        "token": mostly(st.just("right"), anything),
    },
    optional={"more": anything},
)


@share(0.5)
@given(mostly(posted, st.dictionaries(st.sampled_from(["data", "token"]), anything) | anything))
def test_any_json_is_accepted_or_declined(producer, posted):
    if producer.post(json.dumps(posted)) == 202:
        assert set(posted["data"]) == {"email_subject", "email_sender", "email_timestream", "email_content"}
        assert all(isinstance(value, str) for value in posted["data"].values())
        assert posted["token"] == "right"


@share(0.12)
@given(posted.map(lambda one: json.dumps(one).encode()), st.data())
def test_broken_json_is_accepted_or_declined(producer, body, data):
    start = data.draw(st.integers(0, len(body)))
    producer.post(body[:start] + data.draw(st.binary(max_size=6)) + body[start + data.draw(st.integers(0, 6)) :])


@share(0.1)
@given(st.binary(max_size=200) | st.text('[]{}:,"\\u0019eE+-. tfn', max_size=80).map(str.encode))
def test_any_bytes_are_declined(producer, body):
    assert producer.post(body) == 400


framing = [b"Content-Length", b"Transfer-Encoding", b"Expect", b"Content-Encoding", b"Connection", b"Upgrade", b"TE"]
others = [b"Content-Type", b"Idempotency-Key", b"traceparent", b"Host", b"Trailer", b"Sec-WebSocket-Key1"]
known = st.sampled_from(framing) | st.sampled_from(others)
values = st.sampled_from(["chunked", "100-continue", "gzip", "identity", "close", "websocket", "h2c", "0", "5", "-1"])
header = st.tuples(known | st.binary(max_size=12), values.map(str.encode) | st.binary(max_size=30)).map(b": ".join)
target = st.sampled_from([b"/process", b"/health", b"/openapi.json", b"/docs", b"*", b"http://x/process", b"/%ff"])
method = st.sampled_from([b"POST", b"GET", b"HEAD", b"CONNECT", b"OPTIONS", b"PUT", b"TRACE", b"PRI"])


@share(0.12)
@given(method, target | st.binary(max_size=20), st.lists(header, max_size=5), st.binary(max_size=30))
def test_any_head_is_answered(producer, method, target, headers, body):
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers]
    answered(producer, b"\r\n".join(lines) + b"\r\n\r\n" + body)


@share(0.01)
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_on_a_connection_are_answered(producer, raw):
    answered(producer, raw)


def answered(producer, raw):
    """By the status line alone: the answer to a HEAD has no body, nor has 100 Continue, and /docs is no JSON."""
    with socket.create_connection(("127.0.0.1", producer.port), timeout=60) as connection:
        connection.sendall(raw)
        received = b""
        try:
            while more := connection.recv(65_536):
                received += more
        except ConnectionResetError:
            pass  # what came after an answer that closes was not read
    statuses = [int(part[2:5]) for part in received.split(b"HTTP/1.")[1:] if part[1:2] == b" " and part[2:5].isdigit()]
    for status in statuses:
        assert status in OF_THE_CONTRACT | {100, 308}, received
        producer.answered[status] += 1


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        ("/process", schemathesis.GenerationMode.POSITIVE),
        ("/process", schemathesis.GenerationMode.NEGATIVE),
        ("/health", schemathesis.GenerationMode.POSITIVE),
        ("/openapi.json", schemathesis.GenerationMode.POSITIVE),
    ],
)
def test_what_the_document_says_is_so(producer, path, mode):
    document = schemathesis.openapi.from_url(f"http://127.0.0.1:{producer.port}/openapi.json")
    cases = document[path]["POST" if path == "/process" else "GET"].as_strategy(generation_mode=mode)

    @share(0.06 if path == "/process" else 0.01)
    @given(cases, st.booleans())
    def hold(case, with_token):
        if with_token and isinstance(case.body, dict) and "token" in case.body:
            case.body["token"] = "right"
        answer = case.call()
        producer.judge(answer.status_code, answer.content)
        case.validate_response(answer, excluded_checks=[schemathesis.checks.negative_data_rejection])

    hold()


def test_the_process_is_as_it_was(producer):
    assert producer.post(b"{") == 400
    assert "request failed" not in producer.events()
    assert set(producer.events()) <= {"listening", "request answered"}
    assert max(producer.resident) - producer.resident[0] < FLAT_BYTES
