"""start, stop and status of the one daemon of a checkout."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from .conftest import Checkout, create_service, eventually, register


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Checkout]:
    """A checkout in which nothing has run yet."""
    one = Checkout(tmp_path.resolve())
    yield one
    one.run("stop")


def with_a_task(fresh: Checkout) -> psutil.Process:
    fresh.run("start")
    register(fresh.aws, "one")
    create_service(fresh.aws, "one")
    (task,) = eventually(lambda: fresh.tasks("one"))
    return psutil.Process(task["pid"])


def test_start_says_where_it_answers_and_a_second_start_finds_it(fresh: Checkout) -> None:
    first = fresh.run("start")
    second = fresh.run("start")

    endpoint = (fresh.root / ".local" / "endpoint").read_text().strip()
    assert (first.returncode, first.stdout) == (0, f"started {endpoint}\n")
    assert (second.returncode, second.stdout) == (0, f"running {endpoint}\n")
    assert fresh.aws("sts").get_caller_identity()["Account"] == "000000000000"


def test_two_starts_at_once_yield_one_daemon(fresh: Checkout) -> None:
    starts = [
        subprocess.Popen(fresh.command("start"), cwd=fresh.root, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = sorted(start.communicate(timeout=60)[0].split()[0] for start in starts)

    assert said == ["running", "started"]
    assert len(fresh.processes()) == 1


def test_ports_that_are_asked_for_are_those_of_the_api_and_of_the_first_listener(
    fresh: Checkout, unused_tcp_port_factory: Callable[[], int]
) -> None:
    aws_port, balancer_port = unused_tcp_port_factory(), unused_tcp_port_factory()
    started = fresh.run("start", "--aws-port", str(aws_port), "--balancer-port", str(balancer_port))
    assert started.stdout == f"started http://127.0.0.1:{aws_port}\n"
    subnet = fresh.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    made = fresh.aws("elbv2").create_load_balancer(Name="one", Subnets=[subnet])
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    action = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}

    fresh.aws("elbv2").create_listener(LoadBalancerArn=arn, Port=80, Protocol="HTTP", DefaultActions=[action])

    address = {"one": {"80": f"http://127.0.0.1:{balancer_port}"}}
    eventually(lambda: fresh.state["balancers"] == address)


@pytest.mark.parametrize("option", ["--aws-port", "--balancer-port"])
def test_a_port_that_is_taken_is_refused_in_one_sentence(fresh: Checkout, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = fresh.run("start", option, str(port))

    assert refused.returncode == 1
    assert refused.stderr == f"port {port} cannot be used (Address already in use): ask for another one\n"
    assert fresh.processes() == []


def test_other_ports_than_the_running_ones_are_refused_in_one_sentence(fresh: Checkout, unused_tcp_port: int) -> None:
    endpoint = fresh.run("start").stdout.split()[1]

    of_the_api = fresh.run("start", "--aws-port", str(unused_tcp_port))
    of_the_balancer = fresh.run("start", "--balancer-port", str(unused_tcp_port))

    assert (of_the_api.returncode, of_the_balancer.returncode) == (1, 1)
    assert of_the_api.stderr == (
        f"the embedded AWS runs already, with port {endpoint.rpartition(':')[2]} and not {unused_tcp_port} "
        "for its API: stop it first (make down), or ask for no port\n"
    )
    assert of_the_balancer.stderr == (
        f"the embedded AWS runs already, with a free port and not {unused_tcp_port} "
        "for its balancer: stop it first (make down), or ask for no port\n"
    )


def test_stop_ends_the_daemon_and_its_tasks(fresh: Checkout) -> None:
    with_a_task(fresh)

    stopped = fresh.run("stop")

    assert (stopped.returncode, stopped.stdout) == (0, "stopped\n")
    assert fresh.processes() == []
    assert not (fresh.root / ".local" / "endpoint").exists()
    assert fresh.run("stop").stdout == "not running\n"


def test_an_interrupted_daemon_ends_its_tasks_too(fresh: Checkout) -> None:
    with_a_task(fresh)

    os.kill(fresh.state["pid"], signal.SIGINT)

    eventually(lambda: fresh.processes() == [])
    assert not (fresh.root / ".local" / "endpoint").exists()


def test_start_after_a_daemon_that_was_killed_ends_the_tasks_it_left(fresh: Checkout) -> None:
    left = with_a_task(fresh)
    os.kill(fresh.state["pid"], signal.SIGKILL)
    eventually(lambda: fresh.processes() == [left])

    started = fresh.run("start")

    assert started.stdout.startswith("started ")
    assert left not in fresh.processes()
    assert fresh.aws("ecs").list_clusters()["clusterArns"] == []


def test_stop_after_a_daemon_that_was_killed_ends_the_tasks_it_left(fresh: Checkout) -> None:
    with_a_task(fresh)
    os.kill(fresh.state["pid"], signal.SIGKILL)

    assert fresh.run("stop").stdout == "stopped\n"
    assert fresh.processes() == []


def test_a_process_that_was_given_the_number_of_a_task_since_is_left_alone(fresh: Checkout) -> None:
    bystander = with_a_task(fresh)
    os.kill(fresh.state["pid"], signal.SIGKILL)
    state = fresh.state
    state["tasks"][0]["create_time"] -= 60
    (fresh.root / ".local" / "local_aws.json").write_text(json.dumps(state))

    fresh.run("stop")

    assert fresh.processes() == [bystander]
    bystander.kill()


def test_stop_ends_a_daemon_that_is_still_starting(fresh: Checkout) -> None:
    subprocess.Popen(fresh.command("serve"), cwd=fresh.root, stderr=subprocess.DEVNULL)
    eventually((fresh.root / ".local" / "local_aws.json").exists)

    assert fresh.run("stop").stdout == "stopped\n"
    assert fresh.processes() == []


def test_status_is_the_state_as_json(fresh: Checkout) -> None:
    absent = fresh.run("status")
    fresh.run("start")
    present = fresh.run("status")

    assert (absent.returncode, absent.stdout) == (1, "")
    assert absent.stderr == "the embedded AWS is not running: python -m local_aws start\n"
    assert present.returncode == 0
    assert json.loads(present.stdout) == fresh.state
