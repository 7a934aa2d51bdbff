"""What scaling has made of a service between its bounds is nobody else's affair."""

from collections.abc import Iterator

import pytest

from .checkout import Checkout
from .drifts.drift import ESTATE, Aws


def scale(aws: Aws, tasks: int) -> None:
    """As Application Auto Scaling would."""
    aws("ecs").update_service(cluster=ESTATE, service="producer", desiredCount=tasks)


def desired(aws: Aws) -> int:
    (service,) = aws("ecs").describe_services(cluster=ESTATE, services=["producer"])["services"]
    return int(service["desiredCount"])


@pytest.fixture
def scaled(aws: Aws) -> Iterator[None]:
    scale(aws, 2)
    yield
    scale(aws, 1)


@pytest.mark.usefixtures("scaled")
def test_an_apply_leaves_as_many_tasks_as_scaling_has_set(estate: Checkout, aws: Aws) -> None:
    planned = estate.run("ci/plan", "local", "--limit", "producer")
    assert (planned.returncode, planned.stdout) == (0, "No changes.\n")
    assert estate.play("site.yml", "--limit", "producer").splitlines()[-1] == "No changes."
    assert desired(aws) == 2


def test_more_than_the_maximum_are_brought_back(estate: Checkout, aws: Aws) -> None:
    scale(aws, 3)
    said = estate.play("site.yml", "--limit", "producer")
    assert "desired_count: 3 → 2" in said
    assert said.splitlines()[-1] == "Applied: 0 created, 1 changed, 0 replaced, 0 removed."
    assert desired(aws) == 2
    scale(aws, 1)
