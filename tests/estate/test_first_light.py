"""`make demo` and what a new user does next, in the order in which it is done."""

import json
import os
import re
import stat
import subprocess
from itertools import pairwise
from typing import Any

import psutil
import pytest

from local_aws.outputs import EXAMPLE

from .api_log import recorded_ctx, writes
from .checkout import VENV, Checkout
from .mail import Sender, archived
from .remains import KINDS, remains
from .waiting import until

BODY = json.dumps(EXAMPLE, separators=(",", ":")).encode()
CURL = re.compile(r"^ *(curl .*)$", re.MULTILINE)
APPLIED = re.compile(r"^Applied: (\d+) created, (\d+) changed, (\d+) replaced, (\d+) removed\.$", re.MULTILINE)
GIVEN_BY_THE_HOST = {
    "PATH",
    "HOST",
    "PORT",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ENDPOINT_URL",
}


@pytest.fixture(scope="module")
def demo(checkout: Checkout) -> str:
    """What `make demo` said."""
    return checkout.make("demo")


# Nothing goes while somebody leans on it: each is over before the next one begins.
TEARDOWN = (
    "DeleteService",
    "PutClusterCapacityProviders",
    "DeleteCapacityProvider",
    "DeleteAutoScalingGroup",
    "DeleteLaunchTemplate",
    "DeleteCluster",
    "DeleteLoadBalancer",
    "DeleteQueue",
    "ScheduleKeyDeletion",
    "DeleteVpcEndpoints",
    "DeleteNatGateway",
    "RevokeSecurityGroupIngress",
    "DeleteSecurityGroup",
    "DeleteSubnet",
    "DeleteVpc",
)


def changes(said: str) -> int:
    if said.splitlines()[-1] == "No changes.":
        return 0
    (counts,) = APPLIED.findall(said)
    return sum(int(count) for count in counts)


def test_demo_ends_with_the_stored_email(checkout: Checkout, demo: str) -> None:
    assert '202 {"status":"accepted"}' in demo
    (key,) = archived(checkout)
    assert key in demo
    assert BODY.decode() in demo
    stored = checkout.client("s3").get_object(Bucket=checkout.outputs["bucket"], Key=key)
    assert stored["Body"].read() == BODY
    assert stored["ContentType"] == "application/json"


@pytest.mark.usefixtures("demo")
def test_one_command_tells_the_way_of_an_email(checkout: Checkout) -> None:
    (key,) = archived(checkout)
    email_id = key.removeprefix("emails/").removesuffix(".json")
    told = checkout.make("trace", f"EMAIL_ID={email_id}").splitlines()
    steps = [line.split()[2] for line in told[told.index(f"{email_id}:") + 1 :]]
    assert steps == ["request", "publish", "receive", "archive", "object"]
    assert f"s3://{checkout.outputs['bucket']}/{key}, {len(BODY)} bytes" in told[-1]


@pytest.mark.usefixtures("demo")
def test_status_tells_what_became_of_mail_and_which_alarm_fires(checkout: Checkout) -> None:
    told = checkout.make("status")
    assert re.search(r"accepted +1 *\n", told)
    assert re.search(r"archived +1 *\n", told)
    assert re.search(r"none of \d+ fires", told)


def test_without_prometheus_the_way_on_is_told(checkout: Checkout) -> None:
    done = checkout.run(f"{VENV}/bin/python", "-m", "local_aws.dashboard", PATH="/nowhere")
    assert done.returncode == 1
    assert "make status EVERY=2" in done.stdout


@pytest.mark.parametrize("told", ["demo", "README.md"])
def test_the_curl_command_that_a_user_is_told_is_accepted(checkout: Checkout, demo: str, told: str) -> None:
    command = in_readme(checkout) if told == "README.md" else CURL.findall(demo)[0]
    before = archived(checkout)
    done = subprocess.run(
        f"{command} --silent --write-out ' %{{http_code}}'",
        shell=True,
        cwd=checkout.root,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b'{"status":"accepted"} 202'
    (key,) = until(lambda: archived(checkout) - before)
    stored = checkout.client("s3").get_object(Bucket=checkout.outputs["bucket"], Key=key)
    assert stored["Body"].read() == BODY


def in_readme(checkout: Checkout) -> str:
    """The block of commands that ends in the post."""
    blocks = (checkout.root / "README.md").read_text().split("```")
    (block,) = [block for block in blocks if block.strip().endswith("$producer/process")]
    return block.strip()


def test_the_token_is_for_its_owner_alone(checkout: Checkout, demo: str) -> None:
    payload = checkout.root / ".local" / "payload.json"
    assert stat.S_IMODE(payload.stat().st_mode) == 0o600
    token = json.loads(payload.read_text())["token"]
    logs = [path for path in (checkout.root / ".local").rglob("*") if path.is_file() and path != payload]
    assert logs
    assert token not in demo
    assert [path for path in logs if token in path.read_text(errors="replace")] == []


@pytest.mark.usefixtures("demo")
def test_all_that_listens_does_so_on_this_machine_alone(checkout: Checkout) -> None:
    listening = {
        connection.laddr.ip
        for process in checkout.processes()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


@pytest.mark.usefixtures("demo")
def test_a_second_apply_changes_nothing(checkout: Checkout) -> None:
    assert changes(checkout.play("site.yml")) == 0


@pytest.mark.usefixtures("demo")
def test_a_task_runs_with_what_the_inventory_says(checkout: Checkout) -> None:
    described = checkout.root / "inventory" / "local" / "group_vars" / "all" / "services.yml"
    text = described.read_text()
    assert 'mail_poll_interval_seconds: "1"' in text
    described.write_text(text.replace('mail_poll_interval_seconds: "1"', 'mail_poll_interval_seconds: "2"'))
    old = checkout.task("consumer")
    assert old is not None
    assert changes(checkout.play("site.yml")) == 3, "the task definition, its service, and when mail is late"

    def replaced() -> dict[str, Any] | None:
        task = checkout.task("consumer")
        return task if task and task["task_arn"] != old["task_arn"] else None

    environment = psutil.Process(until(replaced)["pid"]).environ()
    assert environment["POLL_INTERVAL_SECONDS"] == "2"
    definition = checkout.client("ecs").describe_task_definition(taskDefinition=until(replaced)["task_definition"])
    (container,) = definition["taskDefinition"]["containerDefinitions"]
    assert {variable["name"] for variable in container["environment"]} == environment.keys() - GIVEN_BY_THE_HOST
    assert all(environment[variable["name"]] == variable["value"] for variable in container["environment"])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("service", ["producer", "consumer"])
def test_a_killed_task_is_back_and_no_accepted_email_is_lost(checkout: Checkout, service: str) -> None:
    killed = until(lambda: checkout.task(service))
    with Sender(checkout, emails=60) as sender:
        until(lambda: len(sender.accepted) >= 20)
        os.kill(killed["pid"], 9)

    def back() -> bool:
        task = checkout.task(service)
        return task is not None and task["pid"] != killed["pid"] and task["health"] == "HEALTHY"

    until(back, seconds=30)
    with Sender(checkout, emails=1) as last:
        pass
    assert last.accepted
    accepted = {f"emails/{email_id}.json" for email_id in sender.accepted | last.accepted}
    # What the killed one had in hand comes back when its visibility timeout has passed.
    until(lambda: accepted <= archived(checkout), seconds=90)


@pytest.mark.usefixtures("demo")
def test_a_warm_demo_finds_what_runs(checkout: Checkout) -> None:
    endpoint = checkout.state["endpoint_url"]
    said = checkout.make("demo")
    assert f"running {endpoint}" in said
    assert "no changes" in said
    assert "environment" not in said, "nothing is installed"


@pytest.mark.usefixtures("demo")
def test_destroy_leaves_nothing(checkout: Checkout) -> None:
    assert remains(checkout.client).keys() == KINDS, "there is something of every kind to destroy"
    with recorded_ctx(checkout.state["endpoint_url"]) as calls:
        assert changes(checkout.destroy()) > 0
    assert remains(checkout.client) == {}
    assert checkout.state["tasks"] == []
    operations = [call.rpartition(".")[2] for call in writes(calls)]
    ends = {each: len(operations) - operations[::-1].index(each) for each in TEARDOWN}
    late = [f"{later} before {each}" for each, later in pairwise(TEARDOWN) if operations.index(later) < ends[each]]
    assert late == []
    # Two services go at once, so that only the first of each can be told apart.
    assert operations.index("DeregisterScalableTarget") < operations.index("DeleteService")


@pytest.mark.usefixtures("demo")
def test_a_second_destroy_changes_nothing(checkout: Checkout) -> None:
    assert changes(checkout.destroy()) == 0


@pytest.mark.usefixtures("demo")
def test_down_leaves_no_process_and_nothing_outside_of_its_folder(checkout: Checkout) -> None:
    assert "stopped" in checkout.make("down")
    assert checkout.processes() == []
    assert not (checkout.root / ".local" / "payload.json").exists()
    assert list(checkout.home.iterdir()) == []
    assert "not running" in checkout.make("down")
