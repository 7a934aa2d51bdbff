"""Services made through the API become processes."""

import http.client
import json
import os
import signal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from .conftest import Checkout, Client, create_service, eventually, register

# What the interpreter puts into its own environment.
OF_PYTHON = {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}


def told(url: str) -> dict[str, Any] | None:
    """What the stand-in says, None as long as it does not answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request("GET", "/told")
        return dict(json.loads(connection.getresponse().read()))
    except OSError:
        return None
    finally:
        connection.close()


def first_environment(checkout: Checkout, service: str) -> dict[str, str]:
    task = eventually(lambda: checkout.tasks(service))[0]
    answer = eventually(lambda: told(task["url"]))
    return {name: value for name, value in answer["environment"].items() if name not in OF_PYTHON}


def stopped(aws: Client, service: str) -> list[dict[str, Any]]:
    listed = aws("ecs").list_tasks(cluster="test", serviceName=service, desiredStatus="STOPPED")["taskArns"]
    return list(aws("ecs").describe_tasks(cluster="test", tasks=listed)["tasks"]) if listed else []


def described(aws: Client, service: str) -> dict[str, Any]:
    return dict(aws("ecs").describe_services(cluster="test", services=[service])["services"][0])


def test_a_task_has_the_environment_of_its_definition_and_of_ecs_and_no_other(checkout: Checkout, aws: Client) -> None:
    register(aws, "plain", environment=[{"name": "COLOUR", "value": "blue"}, {"name": "PORT", "value": "8080"}])
    create_service(aws, "plain")

    environment = first_environment(checkout, "plain")

    assert environment.pop("PATH").endswith(":/usr/bin:/bin")
    assert environment == {
        "COLOUR": "blue",
        "HOST": "127.0.0.1",
        "PORT": checkout.tasks("plain")[0]["url"].rpartition(":")[2],
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": checkout.state["endpoint_url"],
    }


def test_secrets_are_decrypted_parameters_by_name_or_arn(checkout: Checkout, aws: Client) -> None:
    aws("ssm").put_parameter(Name="/test/token", Type="SecureString", Value="hush")
    arn = aws("ssm").get_parameter(Name="/test/token")["Parameter"]["ARN"]
    secrets = [{"name": "BY_NAME", "valueFrom": "/test/token"}, {"name": "BY_ARN", "valueFrom": arn}]
    register(aws, "secretive", secrets=secrets)
    create_service(aws, "secretive")

    environment = first_environment(checkout, "secretive")

    assert (environment["BY_NAME"], environment["BY_ARN"]) == ("hush", "hush")


def test_a_task_without_its_secret_says_why_and_starts_as_soon_as_it_is_there(checkout: Checkout, aws: Client) -> None:
    register(aws, "waiting", secrets=[{"name": "TOKEN", "valueFrom": "/test/late"}])
    create_service(aws, "waiting")

    task = eventually(lambda: stopped(aws, "waiting"))[0]
    assert "/test/late: ParameterNotFound" in task["stoppedReason"]
    assert checkout.tasks("waiting") == []

    aws("ssm").put_parameter(Name="/test/late", Type="SecureString", Value="now")
    assert first_environment(checkout, "waiting")["TOKEN"] == "now"


def test_a_command_that_cannot_be_run_is_told_as_the_reason(aws: Client) -> None:
    register(aws, "absent", command=["no-such-program"])
    register(aws, "mute", command=[])
    create_service(aws, "absent")
    create_service(aws, "mute")

    assert "no-such-program" in eventually(lambda: stopped(aws, "absent"))[0]["stoppedReason"]
    assert "no command" in eventually(lambda: stopped(aws, "mute"))[0]["stoppedReason"]


def test_a_task_that_keeps_failing_is_started_ever_less_often(aws: Client) -> None:
    register(aws, "doomed", command=["false"])
    create_service(aws, "doomed")

    ends = eventually(lambda: len(tasks := stopped(aws, "doomed")) >= 4 and tasks)

    first, *_, fourth = sorted(task["createdAt"] for task in ends[:4])
    assert (fourth - first).total_seconds() >= 3  # at once, after 1 s, after 2 s
    assert ends[0]["containers"][0]["exitCode"] == 1


def test_a_killed_task_is_replaced_and_the_api_tells_how_it_ended(checkout: Checkout, aws: Client) -> None:
    register(aws, "killed")
    create_service(aws, "killed")
    (task,) = eventually(lambda: checkout.tasks("killed"))

    os.kill(task["pid"], signal.SIGKILL)

    (after,) = eventually(lambda: [each for each in checkout.tasks("killed") if each["pid"] != task["pid"]])
    assert eventually(lambda: told(after["url"]))
    (ended,) = stopped(aws, "killed")
    assert (ended["taskArn"], ended["lastStatus"]) == (task["task_arn"], "STOPPED")
    assert ended["stoppedReason"] == "Essential container in task exited"
    assert ended["containers"][0]["exitCode"] == 137


def test_the_api_shows_the_tasks_that_run(checkout: Checkout, aws: Client) -> None:
    register(aws, "shown", healthCheck={"command": ["CMD", "true"], "interval": 1})
    create_service(aws, "shown", desired=2)

    eventually(lambda: [task["health"] for task in checkout.tasks("shown")] == ["HEALTHY", "HEALTHY"])
    eventually(lambda: described(aws, "shown")["deployments"][0]["rolloutState"] == "COMPLETED")

    service = described(aws, "shown")
    assert (service["runningCount"], service["pendingCount"]) == (2, 0)
    arns = aws("ecs").list_tasks(cluster="test", serviceName="shown")["taskArns"]
    assert arns == [task["task_arn"] for task in checkout.tasks("shown")]
    task = aws("ecs").describe_tasks(cluster="test", tasks=arns[:1])["tasks"][0]
    assert (task["lastStatus"], task["healthStatus"]) == ("RUNNING", "HEALTHY")
    assert task["startedBy"] == service["deployments"][0]["id"]
    assert task["containers"][0]["networkInterfaces"] == [{"privateIpv4Address": "127.0.0.1"}]
    assert {"name": "privateIPv4Address", "value": "127.0.0.1"} in task["attachments"][0]["details"]


def test_a_new_revision_replaces_the_old_task_only_once_it_is_healthy(checkout: Checkout, aws: Client) -> None:
    ready = checkout.root / "ready"
    register(aws, "renewed")
    create_service(aws, "renewed")
    (old,) = eventually(lambda: checkout.tasks("renewed"))
    check = {"command": ["CMD-SHELL", f"test -e {ready}"], "interval": 1, "retries": 10}
    revision = register(aws, "renewed", healthCheck=check)

    aws("ecs").update_service(cluster="test", service="renewed", taskDefinition=revision)

    both = eventually(lambda: len(tasks := checkout.tasks("renewed")) == 2 and tasks)
    assert both[0]["pid"] == old["pid"]
    ready.touch()
    (new,) = eventually(lambda: len(tasks := checkout.tasks("renewed")) == 1 and tasks)
    assert (new["task_definition"], new["health"]) == (revision, "HEALTHY")
    eventually(lambda: len(described(aws, "renewed")["deployments"]) == 1)


def test_a_forced_deployment_replaces_tasks_of_the_same_revision(checkout: Checkout, aws: Client) -> None:
    register(aws, "forced")
    create_service(aws, "forced")
    (old,) = eventually(lambda: checkout.tasks("forced"))

    aws("ecs").update_service(cluster="test", service="forced", forceNewDeployment=True)

    eventually(lambda: [task["pid"] != old["pid"] for task in checkout.tasks("forced")] == [True])


def test_a_service_that_wants_none_or_is_deleted_has_no_task(checkout: Checkout, aws: Client) -> None:
    def counts() -> list[int]:
        return [len(checkout.tasks("emptied")), len(checkout.tasks("deleted"))]

    for name in ("emptied", "deleted"):
        register(aws, name)
        create_service(aws, name)
    eventually(lambda: counts() == [1, 1])

    aws("ecs").update_service(cluster="test", service="emptied", desiredCount=0)
    aws("ecs").delete_service(cluster="test", service="deleted", force=True)

    eventually(lambda: counts() == [0, 0])
    eventually(lambda: described(aws, "emptied")["runningCount"] == 0)
    eventually(lambda: described(aws, "deleted")["runningCount"] == 0)
    assert described(aws, "deleted")["status"] == "INACTIVE"


def test_a_task_that_its_health_check_finds_unhealthy_is_replaced(checkout: Checkout, aws: Client) -> None:
    unwell = checkout.root / "unwell"
    check = {"command": ["CMD-SHELL", f"test ! -e {unwell}"], "interval": 1, "retries": 1}
    register(aws, "checked", healthCheck=check)
    create_service(aws, "checked")
    eventually(lambda: checkout.tasks("checked") and checkout.tasks("checked")[0]["health"] == "HEALTHY")

    unwell.touch()

    (ended,) = eventually(lambda: stopped(aws, "checked"))
    unwell.unlink()
    assert ended["stoppedReason"] == "Task failed container health checks"
    eventually(lambda: checkout.tasks("checked") and checkout.tasks("checked")[0]["health"] == "HEALTHY")


def test_a_task_that_ignores_sigterm_is_killed_with_its_children_after_its_stop_timeout(
    checkout: Checkout, aws: Client
) -> None:
    born = checkout.root / "child"
    register(aws, "deaf", command=["sh", "-c", f"trap '' TERM; sleep 99 & echo $! > {born}; wait"], stopTimeout=2)
    create_service(aws, "deaf")
    child = psutil.Process(int(eventually(lambda: born.exists() and born.read_text())))

    aws("ecs").update_service(cluster="test", service="deaf", desiredCount=0)

    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    assert eventually(lambda: stopped(aws, "deaf"))[0]["stoppedReason"].startswith("Scaling activity")


def test_what_a_task_writes_is_in_its_log(checkout: Checkout, aws: Client) -> None:
    register(aws, "chatty", command=["sh", "-c", "echo said; exec sleep 99"])
    create_service(aws, "chatty")
    (task,) = eventually(lambda: checkout.tasks("chatty"))

    short = task["task_arn"].rpartition("/")[2][:8]
    log = Path(checkout.root, ".local", "log", "tasks", f"chatty-{short}.log")
    eventually(lambda: log.read_text() == "said\n")
