"""A deployment comes to its end: complete, or failed and rolled back by the circuit breaker."""

import asyncio
from pathlib import Path
from typing import Any, cast

from local_aws import definition
from local_aws.life import Host
from local_aws.replicas import Replicas
from local_aws.task import Wanted

from .conftest import Checkout, Client, container, create_service, eventually, register
from .test_runner import described, stopped, told

BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
DIGEST = "0" * 64


def messages(aws: Client, service: str) -> list[str]:
    """The events, the oldest first."""
    return [each["message"] for each in reversed(described(aws, service)["events"])]


def completed(aws: Client, service: str) -> dict[str, Any]:
    """The only deployment of a service that has come to it."""

    def look() -> dict[str, Any] | None:
        (first, *others) = described(aws, service)["deployments"]
        return first if first["rolloutState"] == "COMPLETED" and not others else None

    return dict(eventually(look))


def image(checkout: Checkout, digest: str) -> Path:
    """A tree that holds the stand-in, as a build leaves it."""
    tree = checkout.root / ".local" / "images" / digest
    tree.mkdir(parents=True)
    (tree / "standin.py").write_text((checkout.root / "standin.py").read_text())
    return tree


def test_a_deployment_whose_tasks_fail_goes_back_to_the_one_before_whose_tasks_have_stayed(
    checkout: Checkout, aws: Client
) -> None:
    register(aws, "broken")
    create_service(aws, "broken", deploymentConfiguration=BREAKER)
    before = completed(aws, "broken")
    (old,) = checkout.tasks("broken")
    revision = register(aws, "broken", command=["false"])

    begun = aws("ecs").update_service(cluster="test", service="broken", taskDefinition=revision)["service"]

    failed = begun["deployments"][0]["id"]
    eventually(lambda: described(aws, "broken")["deployments"][0]["id"] == before["id"])
    after = completed(aws, "broken")
    assert (after["id"], after["taskDefinition"]) == (before["id"], before["taskDefinition"])
    assert described(aws, "broken")["taskDefinition"] == before["taskDefinition"]
    assert [task["task_arn"] for task in checkout.tasks("broken")] == [old["task_arn"]]
    ended = [task for task in stopped(aws, "broken") if task["startedBy"] == failed]
    assert [task["containers"][0]["exitCode"] for task in ended] == [1, 1, 1]
    assert messages(aws, "broken")[-4:] == [
        f"(service broken) (deployment {failed}) deployment failed: tasks failed to start.",
        f"(service broken) rolling back to deployment {before['id']}.",
        f"(service broken) (deployment {before['id']}) deployment completed.",
        "(service broken) has reached a steady state.",
    ]


def test_a_failed_deployment_that_nothing_rolls_back_stays_failed(aws: Client) -> None:
    register(aws, "stuck")
    breaker = {"enable": True, "rollback": False}
    create_service(aws, "stuck", deploymentConfiguration={"deploymentCircuitBreaker": breaker})
    completed(aws, "stuck")
    revision = register(aws, "stuck", command=["false"])

    aws("ecs").update_service(cluster="test", service="stuck", taskDefinition=revision)

    failed = eventually(
        lambda: (found := described(aws, "stuck")["deployments"])[0]["rolloutState"] == "FAILED" and found
    )
    assert (failed[0]["failedTasks"], failed[0]["status"], failed[1]["runningCount"]) == (3, "PRIMARY", 1)
    assert "circuit breaker" in failed[0]["rolloutStateReason"]


def test_a_deployment_that_is_given_up_starts_no_more_tasks() -> None:
    described = {"taskDefinitionArn": "one:1", "containerDefinitions": [container()]}
    wanted = Wanted("test", "one", 1, "ecs-svc/1", definition.parse(described), (), given_up=True)

    async def begun() -> int:
        replicas = Replicas(cast(Host, None))
        replicas.follow(wanted)
        return len(replicas.tasks)

    assert asyncio.run(begun()) == 0


def test_tasks_that_fail_after_their_deployment_roll_nothing_back(checkout: Checkout, aws: Client) -> None:
    done = checkout.root / "done"
    register(aws, "late", command=["sh", "-c", f"until test -e {done}; do sleep 0.1; done; exit 3"])
    create_service(aws, "late", deploymentConfiguration=BREAKER)
    before = completed(aws, "late")

    done.touch()

    eventually(lambda: len(stopped(aws, "late")) >= 3)
    (only,) = described(aws, "late")["deployments"]
    assert (only["id"], only["rolloutState"]) == (before["id"], "COMPLETED")


def test_a_task_runs_in_the_tree_of_its_image(checkout: Checkout, aws: Client) -> None:
    image(checkout, DIGEST)
    register(aws, "packed", image=f"registry/sluice/packed@sha256:{DIGEST}")
    create_service(aws, "packed")
    (task,) = eventually(lambda: checkout.tasks("packed"))
    assert eventually(lambda: told(task["url"]))["folder"].endswith(DIGEST)


def test_an_image_that_is_not_there_is_told_as_the_reason(aws: Client) -> None:
    register(aws, "unbuilt", image=f"registry/sluice/unbuilt@sha256:{'1' * 64}")
    create_service(aws, "unbuilt")
    reason = eventually(lambda: stopped(aws, "unbuilt"))[0]["stoppedReason"]
    assert reason.startswith("CannotPullContainerError")
    assert ".local/images/111" in reason


def test_the_end_of_a_tasks_log_is_in_the_log_group_of_its_definition(aws: Client) -> None:
    options = {"awslogs-group": "/test/talks", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "talks"}
    aws("logs").create_log_group(logGroupName="/test/talks")
    command = ["sh", "-c", "seq 1 150; echo that is all >&2; exit 5"]
    register(aws, "talks", command=command, logConfiguration={"logDriver": "awslogs", "options": options})
    create_service(aws, "talks")
    task = eventually(lambda: stopped(aws, "talks"))[0]
    stream = f"talks/main/{task['taskArn'].rpartition('/')[2]}"
    events = aws("logs").get_log_events(logGroupName="/test/talks", logStreamName=stream)["events"]
    assert [event["message"] for event in events] == [str(number) for number in range(52, 151)] + ["that is all"]
