"""Load balancers made through the API listen, and forward to the targets that are healthy."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from .conftest import Checkout, Client, create_service, eventually, register

NOT_FOUND = {
    "Type": "fixed-response",
    "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "no such path"},
}


class Estate:
    """A load balancer with a target group, under names of its own."""

    def __init__(self, aws: Client, name: str, health_path: str = "/health") -> None:
        self.elbv2 = aws("elbv2")
        self.name = name
        vpc = aws("ec2").create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
        subnet = aws("ec2").create_subnet(VpcId=vpc, CidrBlock="10.3.0.0/24")["Subnet"]["SubnetId"]
        balancer = self.elbv2.create_load_balancer(Name=name, Subnets=[subnet])["LoadBalancers"][0]
        self.arn = balancer["LoadBalancerArn"]
        group = self.elbv2.create_target_group(
            Name=name,
            Protocol="HTTP",
            Port=80,
            VpcId=vpc,
            TargetType="ip",
            HealthCheckPath=health_path,
            HealthCheckIntervalSeconds=5,
            HealthCheckTimeoutSeconds=2,
            UnhealthyThresholdCount=2,
            HealthyThresholdCount=2,
        )
        self.group = group["TargetGroups"][0]["TargetGroupArn"]
        self.listener = self.listen()

    def listen(self) -> str:
        made = self.elbv2.create_listener(
            LoadBalancerArn=self.arn, Port=80, Protocol="HTTP", DefaultActions=[NOT_FOUND]
        )
        return str(made["Listeners"][0]["ListenerArn"])

    def forward(self, priority: int, *patterns: str) -> None:
        self.answer(priority, {"Type": "forward", "TargetGroupArn": self.group}, *patterns)

    def answer(self, priority: int, action: dict[str, Any], *patterns: str) -> None:
        conditions = [{"Field": "path-pattern", "PathPatternConfig": {"Values": list(patterns)}}]
        self.elbv2.create_rule(ListenerArn=self.listener, Priority=priority, Conditions=conditions, Actions=[action])

    @property
    def health(self) -> list[dict[str, Any]]:
        told = self.elbv2.describe_target_health(TargetGroupArn=self.group)["TargetHealthDescriptions"]
        return [each["TargetHealth"] for each in told]

    @property
    def serves(self) -> dict[str, Any]:
        return {"targetGroupArn": self.group, "containerName": "main", "containerPort": 8080}


def url(checkout: Checkout, estate: Estate) -> str:
    return str(eventually(lambda: checkout.state["balancers"].get(estate.name, {}).get("80")))


def status(address: str, path: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def estate(aws: Client) -> Estate:
    """Two healthy tasks behind a listener with rules."""
    made = Estate(aws, "served")
    made.answer(5, {**NOT_FOUND, "FixedResponseConfig": {"StatusCode": "410"}}, "/docs/old*")
    made.forward(10, "/process", "/docs/*", "/v?/process", "/openapi.json")
    register(aws, "served")
    create_service(aws, "served", desired=2, loadBalancers=[made.serves])
    eventually(lambda: [each["State"] for each in made.health] == ["healthy", "healthy"])
    return made


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/process", 200),
        ("/process?and=more", 200),
        ("/docs/a/b", 200),
        ("/v1/process", 200),
        ("/openapi.json", 200),
        ("/openapi_json", 404),
        ("/docs/older", 410),
        ("/docs", 404),
        ("/Process", 404),
        ("/process/", 404),
        ("/v12/process", 404),
        ("/metrics", 404),
    ],
)
def test_paths_go_where_the_rules_say(checkout: Checkout, estate: Estate, path: str, expected: int) -> None:
    address = url(checkout, estate)
    eventually(lambda: status(address, "/process") == 200)

    assert status(address, path) == expected


def test_nothing_listens_on_any_other_address_than_127_0_0_1(checkout: Checkout, estate: Estate) -> None:
    balancer = urlsplit(url(checkout, estate)).port
    sockets = psutil.Process(checkout.state["pid"]).net_connections("inet")
    listening = {each.laddr for each in sockets if each.status == psutil.CONN_LISTEN}

    assert balancer in {address.port for address in listening}
    assert {address.ip for address in listening} == {"127.0.0.1"}


def test_requests_go_to_the_tasks_in_turn(checkout: Checkout, estate: Estate) -> None:
    connection = http.client.HTTPConnection(urlsplit(url(checkout, estate)).netloc, timeout=10)
    answers = []
    for _ in range(4):
        connection.request("GET", "/process")
        answers.append(connection.getresponse().read())
    connection.close()

    assert answers[0] != answers[1]
    assert answers[:2] == answers[2:]


def test_a_group_without_target_is_a_503_until_a_task_is_healthy(checkout: Checkout, aws: Client) -> None:
    estate = Estate(aws, "empty")
    estate.forward(1, "/*")
    address = url(checkout, estate)
    eventually(lambda: status(address, "/process") == 503)

    register(aws, "empty")
    create_service(aws, "empty", loadBalancers=[estate.serves])

    eventually(lambda: status(address, "/process") == 200)
    assert [each["State"] for each in estate.health] == ["healthy"]


def test_a_target_that_fails_its_health_check_is_unhealthy_and_says_why(checkout: Checkout, aws: Client) -> None:
    estate = Estate(aws, "failing")
    estate.forward(1, "/*")
    register(aws, "failing", command=["sh", "-c", "exec python -m http.server --bind 127.0.0.1 $PORT"])
    create_service(aws, "failing", loadBalancers=[estate.serves])

    unhealthy = {
        "State": "unhealthy",
        "Reason": "Target.FailedHealthChecks",
        "Description": "Health checks failed with these codes: [404]",
    }
    eventually(lambda: estate.health == [unhealthy])
    assert status(url(checkout, estate), "/") == 503


def test_a_task_that_is_stopped_is_no_target_any_more(checkout: Checkout, aws: Client) -> None:
    estate = Estate(aws, "leaving")
    estate.forward(1, "/*")
    register(aws, "leaving")
    create_service(aws, "leaving", loadBalancers=[estate.serves])
    address = url(checkout, estate)
    eventually(lambda: status(address, "/process") == 200)

    aws("ecs").update_service(cluster="test", service="leaving", desiredCount=0)

    eventually(lambda: estate.health == [])
    eventually(lambda: status(address, "/process") == 503)


def test_a_listener_that_is_made_again_has_the_address_that_it_had(checkout: Checkout, aws: Client) -> None:
    estate = Estate(aws, "returning")
    address = url(checkout, estate)

    estate.elbv2.delete_listener(ListenerArn=estate.listener)
    eventually(lambda: "returning" not in checkout.state["balancers"])
    with pytest.raises(ConnectionRefusedError):
        status(address, "/")
    estate.listen()

    assert url(checkout, estate) == address
    eventually(lambda: status(address, "/") == 404)


def test_a_revision_is_replaced_without_a_failed_request(checkout: Checkout, aws: Client) -> None:
    estate = Estate(aws, "rolling")
    estate.forward(1, "/*")
    command = ["sh", "-c", "trap 'sleep 2; kill $!' TERM; python standin.py & wait; wait"]
    register(aws, "rolling", command=command)
    create_service(aws, "rolling", loadBalancers=[estate.serves])
    address = url(checkout, estate)
    eventually(lambda: status(address, "/process") == 200)
    (old,) = checkout.tasks("rolling")

    aws("ecs").update_service(cluster="test", service="rolling", forceNewDeployment=True)

    def replaced() -> bool:
        assert status(address, "/process") == 200
        return [task["pid"] != old["pid"] for task in checkout.tasks("rolling")] == [True]

    eventually(replaced)
