"""What a host carries, by type, and that no task is ever left without one where the sum fits."""

from typing import Any

import pytest
from ansible_collections.sluice.aws.plugins.module_utils.placement import Host, Service, family_of, fault
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from .conftest import Run
from .kind import Api
from .stub import denied

RESERVED = 256
PRODUCER: dict[str, Any] = {"name": "producer", "tasks_maximum": 2, "maximum_percent": 200, "cpu": 256, "memory": 256}
CONSUMER = {**PRODUCER, "name": "consumer", "tasks_maximum": 1}


def asked(**changes: Any) -> dict[str, Any]:
    hosts = {"instance_type": "t3.small", "hosts_maximum": 3, "reserved_memory_mib": RESERVED}
    return {**hosts, "services": [PRODUCER, CONSUMER], **changes}


@pytest.mark.parametrize(
    ("instance_type", "task", "tasks"),
    [
        ("t2.micro", {}, 1),  # 2 network interfaces
        ("t3.small", {}, 2),  # 3
        ("t3.medium", {}, 2),
        ("m5.large", {}, 2),
        ("c5.xlarge", {}, 3),  # 4
        ("c5.4xlarge", {}, 7),  # 8
        ("t3.medium", {"cpu": 2048}, 1),  # two vCPUs
        ("t3.medium", {"cpu": 2049}, 0),
        ("m5.large", {"memory": 3660}, 2),  # 8192 less 75 permille less what is reserved, and no MiB more
        ("m5.large", {"memory": 3661}, 1),
        ("t3.nano", {}, 0),  # 512 MiB
    ],
)
def test_a_host_carries_what_interfaces_cpu_and_memory_let_it(
    api: Api, instance_type: str, task: dict[str, int], tasks: int
) -> None:
    (host,) = [each for each in family_of(api("ec2"), instance_type, RESERVED) if each.type == instance_type]
    assert host.carries([Service(**{**PRODUCER, **task})]) == tasks


def test_a_sum_that_fits_exactly_passes_and_writes_nothing(run: Run) -> None:
    told = run("placement", **asked())
    assert (told.changed, told.writes) == (False, [])


def test_one_task_too_many_fails_with_the_sum_and_the_ways_out(run: Run) -> None:
    told = run("placement", fails=True, **asked(services=[PRODUCER, {**CONSUMER, "maximum_percent": 201}]))
    assert told.answer["failures"] == [
        "Not every task finds a host: at the peak there are 4 of producer (2 and an update: 200 %) + "
        "3 of consumer (1 and an update: 201 %) = 7 tasks, and 3 t3.small carry 6, 2 each: "
        "3 network interfaces, one of them the host's own. The ways out: a bigger type, as t3.xlarge (3), "
        "t3.2xlarge (3) a host (hosts_instance_type), or 4 hosts (hosts_maximum), or a lower maximum of tasks or of an "
        "update"
    ]
    assert told.writes == []


def test_a_micro_host_carries_one_task(run: Run) -> None:
    told = run("placement", fails=True, **asked(instance_type="t2.micro"))
    assert "3 t2.micro carry 3, 1 each: 2 network interfaces, one of them the host's own" in told.answer["msg"]


def test_a_type_that_is_none_is_named(run: Run) -> None:
    told = run("placement", fails=True, **asked(instance_type="t3.smal"))
    assert "is t3.smal, and this region has none of that name" in told.answer["msg"]


def test_who_may_not_ask_is_told_what_is_missing(run: Run) -> None:
    with denied(lambda operation: operation == "DescribeInstanceTypes", "Access Denied"):
        told = run("placement", fails=True, **asked())
    assert "lack the permission ec2:DescribeInstanceTypes" in told.answer["msg"]


def test_a_service_that_never_runs_asks_for_nothing(run: Run) -> None:
    idle = {**PRODUCER, "tasks_maximum": 0, "cpu": 999999}
    run("placement", **asked(hosts_maximum=1, services=[idle, CONSUMER]))


SERVICES = st.lists(
    st.builds(
        Service,
        name=st.just("any"),
        tasks_maximum=st.integers(0, 6),
        maximum_percent=st.integers(100, 200),
        cpu=st.sampled_from([128, 256, 512, 1024]),
        memory=st.sampled_from([64, 256, 900, 1800]),
    ),
    max_size=5,
)
HOSTS = st.builds(
    Host,
    type=st.just("any"),
    interfaces=st.integers(2, 8),
    cpu=st.sampled_from([1024, 2048, 4096]),
    memory=st.integers(500, 8000),
)


@settings(deadline=None)
@given(services=SERVICES, host=HOSTS, random=st.randoms())
def test_in_whatever_order_tasks_come_none_is_left_without_a_host(
    services: list[Service], host: Host, random: Any
) -> None:
    """With as few hosts as pass, and each task on any host that has room for it."""
    carried = host.carries(services)
    assume(carried)
    tasks = [service for service in services for _ in range(service.peak)]
    hosts_maximum = -(-len(tasks) // carried)
    assert fault([host], host.type, hosts_maximum, services) is None
    assert not tasks or fault([host], host.type, hosts_maximum - 1, services)
    random.shuffle(tasks)
    free = [[host.interfaces - 1, host.cpu, host.memory] for _ in range(hosts_maximum)]
    for task in tasks:
        fitting = [room for room in free if room[0] >= 1 and room[1] >= task.cpu and room[2] >= task.memory]
        assert fitting, "it would hang PENDING"
        room = random.choice(fitting)
        room[:] = [room[0] - 1, room[1] - task.cpu, room[2] - task.memory]


def test_the_largest_task_of_any_service_decides() -> None:
    services = [Service("small", 3, 100, 256, 256), Service("large", 1, 100, 256, 1500)]
    assert Host("any", 4, 2048, 2000).carries(services) == 1
    assert Host("any", 4, 2048, 3000).carries(services) == 2
