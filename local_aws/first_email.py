"""One email sent as a client would send it, and looked for as an auditor would."""

from http import HTTPStatus, client
from pathlib import Path
from urllib.parse import urlsplit

from local_aws import outputs, state
from local_aws.outputs import Outputs
from local_aws.state import State
from local_aws.steps import FailedError


def ready(offered: Outputs) -> bool:
    """Whether both services are ready and the balancer leads to the producer."""
    urls = [f"{url}/ready" for url in offered["producer_task_urls"] + offered["consumer_task_urls"]]
    return all(_answers(url) for url in [*urls, f"{offered['producer_url']}/health"])


def post(root: Path, offered: Outputs) -> tuple[str, str]:
    """Email id and body of the reply; raises FailedError where the producer declines."""
    payload = (state.folder(root) / "payload.json").read_bytes()
    status, email_id, reply = _request("POST", f"{offered['producer_url']}/process", payload)
    if status != HTTPStatus.ACCEPTED:
        raise FailedError(f"the producer answered {status}: {reply}")
    return email_id, reply


def stored(running: State, offered: Outputs, key: str) -> bytes | None:
    s3 = outputs.client(running, "s3")
    try:
        return bytes(s3.get_object(Bucket=offered["bucket"], Key=key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return None


def _answers(url: str) -> bool:
    try:
        return _request("GET", url)[0] == HTTPStatus.OK
    except (OSError, client.HTTPException):
        return False


def _request(method: str, url: str, body: bytes | None = None) -> tuple[int, str, str]:
    """Status, X-Email-Id and body; straight to this machine, whatever proxy the caller's environment names."""
    address = urlsplit(url)
    connection = client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.request(method, address.path, body, {"Content-Type": "application/json"} if body else {})
        reply = connection.getresponse()
        return reply.status, reply.headers.get("X-Email-Id", ""), reply.read().decode()
    finally:
        connection.close()
