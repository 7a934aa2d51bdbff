"""The rows ECS and Container of the security bar, on the services and task definitions that site.yml really built."""

import re
from typing import Any

import pytest

from .policies import Client

SERVICES = {"producer", "consumer"}
LEAST_USER = 10_000
LONGEST_GRACE_SECONDS = 29  # that the settings of a service allow it to end in

# What no plain variable may be called, and how AWS's own keys and our token look.
SECRET_NAME = re.compile(r"(?i)(password|secret|token|access_key)(?!.*(param|name|url))")
SECRET_VALUE = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|^[A-Za-z0-9_-]{40,}$")


@pytest.fixture(scope="module")
def services(aws: Client, estate_name: str) -> dict[str, dict[str, Any]]:
    arns = aws("ecs").list_services(cluster=estate_name)["serviceArns"]
    found = aws("ecs").describe_services(cluster=estate_name, services=arns)["services"]
    return {service["serviceName"]: service for service in found}


@pytest.fixture(scope="module")
def definitions(aws: Client, services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The revision that each service runs."""
    ecs = aws("ecs")
    return {
        name: ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
        for name, service in services.items()
    }


@pytest.fixture
def containers(definitions: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Of all services; none of them is left out."""
    assert definitions.keys() >= SERVICES
    return [container for definition in definitions.values() for container in definition["containerDefinitions"]]


def test_ecs_2_no_task_has_a_public_address(services: dict[str, dict[str, Any]]) -> None:
    assert services.keys() >= SERVICES
    for service in services.values():
        assert service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"


def test_ecs_16_no_task_set_could_have_one(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        assert service["deploymentController"]["type"] == "ECS", "which knows no task sets"
        assert not service.get("taskSets")


def test_ecs_3_no_task_sees_the_processes_of_its_host(definitions: dict[str, dict[str, Any]]) -> None:
    assert {definition.get("pidMode") for definition in definitions.values()} == {None}
    assert {definition.get("ipcMode") for definition in definitions.values()} == {None}


def test_ecs_17_no_task_shares_the_network_of_its_host(definitions: dict[str, dict[str, Any]]) -> None:
    assert {definition["networkMode"] for definition in definitions.values()} == {"awsvpc"}


def test_ecs_4_no_container_is_privileged(containers: list[dict[str, Any]]) -> None:
    assert not [container["name"] for container in containers if container.get("privileged")]


def test_ecs_5_no_container_writes_to_its_root(containers: list[dict[str, Any]]) -> None:
    for container in containers:
        assert container["readonlyRootFilesystem"] is True
        assert [mount["containerPath"] for mount in container["linuxParameters"]["tmpfs"]] == ["/tmp"]


def test_ecs_8_no_secret_stands_in_an_environment(containers: list[dict[str, Any]]) -> None:
    variables = [variable for container in containers for variable in container.get("environment", [])]
    assert variables
    assert not [each["name"] for each in variables if SECRET_NAME.search(each["name"])]
    assert not [each["name"] for each in variables if SECRET_VALUE.search(each["value"])]


def test_ecs_9_every_container_logs_to_the_group_of_its_service(
    definitions: dict[str, dict[str, Any]], estate_name: str
) -> None:
    for name, definition in definitions.items():
        for container in definition["containerDefinitions"]:
            assert container["logConfiguration"]["logDriver"] == "awslogs"
            assert container["logConfiguration"]["options"]["awslogs-group"] == f"/sluice/{estate_name}/{name}"


def test_ecs_20_every_container_runs_as_nobody(containers: list[dict[str, Any]]) -> None:
    assert all(int(container["user"].partition(":")[0]) > LEAST_USER for container in containers)


def test_no_container_has_or_gains_a_capability(containers: list[dict[str, Any]]) -> None:
    for container in containers:
        assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
        assert container["dockerSecurityOptions"] == ["no-new-privileges"]


def test_every_container_has_an_init_and_time_to_end_in(containers: list[dict[str, Any]]) -> None:
    for container in containers:
        assert container["linuxParameters"]["initProcessEnabled"] is True
        assert container["stopTimeout"] > LONGEST_GRACE_SECONDS


def test_every_task_has_a_limit_of_memory(definitions: dict[str, dict[str, Any]]) -> None:
    assert all(int(definition["memory"]) > 0 for definition in definitions.values())


def test_each_service_acts_by_a_role_of_its_own(definitions: dict[str, dict[str, Any]], estate_name: str) -> None:
    for name, definition in definitions.items():
        assert definition["taskRoleArn"].endswith(f":role/{estate_name}-{name}")
        assert definition["executionRoleArn"].endswith(f":role/{estate_name}-execution")


def test_a_bad_deployment_is_rolled_back(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        assert service["deploymentConfiguration"]["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
