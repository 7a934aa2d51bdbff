"""The names of a VPC: one that is listed no more goes, and an ECS service says under which its tasks are found."""

from typing import Any

from .kind import TAGS, Api
from .kinds import kind

NAMESPACE = kind("discovery", "namespaces").item
NAMES = [{"name": name, "namespace": NAMESPACE["name"], "tags": TAGS} for name in ("producer", "consumer")]


def names(api: Api) -> set[str]:
    return {each["Name"] for each in api("servicediscovery").list_services()["Services"]}


def test_a_name_that_is_listed_no_more_goes_and_the_others_stay(run: Any, api: Api) -> None:
    run("discovery", namespaces=[NAMESPACE], services=NAMES)

    planned = run("discovery", check=True, namespaces=[NAMESPACE], services=NAMES[:1])
    cleared = run("discovery", namespaces=[NAMESPACE], services=NAMES[:1])

    assert [(each["action"], each["name"]) for each in planned.answer["changes"]] == [
        ("remove", "consumer.kind.internal")
    ]
    assert planned.writes == []
    assert cleared.changed
    assert names(api) >= {"producer"}
    assert "consumer" not in names(api)
    run("discovery", state="absent", namespaces=[NAMESPACE], services=NAMES)
    assert not names(api) & {"producer", "consumer"}


def test_the_tasks_of_a_service_are_found_by_its_name(run: Any, api: Api) -> None:
    run("discovery", namespaces=[NAMESPACE], services=NAMES)
    service = kind("service", "services")
    discovered = [{"name": "producer", "namespace": NAMESPACE["name"]}]

    run("service", **service.wants(discovered_as=discovered))
    (registry,) = registries(api)
    again = run("service", **service.wants(discovered_as=discovered))
    run("service", **service.wants())
    without = registries(api)

    assert registry["registryArn"] in {each["Arn"] for each in api("servicediscovery").list_services()["Services"]}
    assert not again.changed
    assert without == []
    run("service", state="absent", **service.wants())
    run("discovery", state="absent", namespaces=[NAMESPACE], services=NAMES)


def registries(api: Api) -> list[dict[str, str]]:
    (found,) = api("ecs").describe_services(cluster="cluster", services=["producer"])["services"]
    return list(found["serviceRegistries"])
