"""What modules of hosts promise beyond what every module does: no task is lost, nothing that ECS decides is reset."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import Api
from .kinds import auto_scaling_group, capacity_provider, kind, launch_template

GROUP = kind("auto_scaling_group")
PROVIDER = kind("capacity_provider")
NAME = auto_scaling_group.NAME


@pytest.fixture
def hosts(run: Run, api: Api) -> Iterator[Any]:
    """The group as AWS tells it."""
    run(GROUP.module, **GROUP.wants())
    yield lambda: api("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=list(NAME.values()))[
        "AutoScalingGroups"
    ][0]
    run(GROUP.module, state="absent", **GROUP.wants())


def versions(group: dict[str, Any]) -> set[str]:
    return {group["LaunchTemplate"]["Version"], *(host["LaunchTemplate"]["Version"] for host in group["Instances"])}


def refreshes(api: Api) -> list[dict[str, Any]]:
    return list(api("autoscaling").describe_instance_refreshes(**NAME)["InstanceRefreshes"])


def ids(group: dict[str, Any]) -> set[str]:
    return {host["InstanceId"] for host in group["Instances"]}


def test_hosts_get_another_version_though_they_are_protected(run: Run, api: Api, hosts: Any) -> None:
    before = hosts()
    auto_scaling_group.another_version(api)
    applied = run(GROUP.module, **GROUP.wants())
    assert applied.writes == ["StartInstanceRefresh"]
    assert not run(GROUP.module, **GROUP.wants()).changed, "it goes on"
    statuses = [refreshes(api)[0]["Status"] for _ in range(3)]
    assert statuses[-1] == "Successful"
    assert not run(GROUP.module, **GROUP.wants()).changed
    after = hosts()
    assert len(versions(after)) == 1
    assert versions(after) != versions(before)
    assert not ids(after) & ids(before)
    assert all(host["ProtectedFromScaleIn"] for host in after["Instances"])


def test_a_host_leaves_after_its_successor_and_when_it_fails_all_is_undone(run: Run, api: Api, hosts: Any) -> None:
    assert hosts()
    auto_scaling_group.another_version(api)
    run(GROUP.module, **GROUP.wants())
    preferences = refreshes(api)[0]["Preferences"]
    assert preferences["MinHealthyPercentage"] == 100
    assert preferences["MaxHealthyPercentage"] > 100
    assert preferences["ScaleInProtectedInstances"] == "Refresh"
    assert (preferences["SkipMatching"], preferences["AutoRollback"]) == (True, True)


def test_hosts_that_a_killed_apply_left_behind_show_in_the_next_plan(run: Run, api: Api, hosts: Any) -> None:
    (own,) = versions(hosts())
    auto_scaling_group.another_version(api)
    new = {"LaunchTemplateName": GROUP.item["launch_template"], "Version": str(int(own) + 1)}
    api("autoscaling").update_auto_scaling_group(LaunchTemplate=new, **NAME)
    planned = run(GROUP.module, check=True, **GROUP.wants())
    assert planned.fields == {"version": [f"{new['Version']}, and hosts of {own}", new["Version"]]}
    run(GROUP.module, **GROUP.wants())
    assert [refreshes(api)[0]["Status"] for _ in range(3)][-1] == "Successful"
    assert versions(hosts()) == {new["Version"]}


def test_another_version_waits_for_the_refresh_that_goes_on(run: Run, api: Api, hosts: Any) -> None:
    assert hosts()
    auto_scaling_group.another_version(api)
    run(GROUP.module, **GROUP.wants())
    auto_scaling_group.another_version(api)
    refused = run(GROUP.module, fails=True, **GROUP.wants())
    assert "its hosts are being replaced already" in refused.answer["msg"]
    assert "aws autoscaling cancel-instance-refresh" in refused.answer["msg"]


def test_a_group_without_hosts_is_only_told(run: Run, api: Api) -> None:
    none = GROUP.wants(min_size=0)
    run(GROUP.module, **none)
    auto_scaling_group.another_version(api)
    assert run(GROUP.module, **none).writes == ["UpdateAutoScalingGroup"]
    assert not run(GROUP.module, **none).changed
    run(GROUP.module, state="absent", **none)


def test_a_plan_knows_that_this_run_changes_the_template(run: Run, hosts: Any) -> None:
    (own,) = versions(hosts())
    planned = run(GROUP.module, check=True, changing_templates=[GROUP.item["launch_template"]], **GROUP.wants())
    assert planned.fields == {"version": [own, "(known after apply)"]}


def test_how_many_hosts_there_are_is_never_reset(run: Run, api: Api, hosts: Any) -> None:
    api("autoscaling").set_desired_capacity(DesiredCapacity=3, **NAME)
    assert not run(GROUP.module, **GROUP.wants()).changed
    run(GROUP.module, **GROUP.wants(max_size=9))
    assert hosts()["DesiredCapacity"] == len(hosts()["Instances"]) == 3


def test_hosts_go_with_their_group_though_they_are_protected(run: Run, api: Api, hosts: Any) -> None:
    before = ids(hosts())
    assert len(before) == 2
    run(GROUP.module, state="absent", **GROUP.wants())
    told = api("ec2").describe_instances(InstanceIds=list(before))["Reservations"]
    assert {each["State"]["Name"] for one in told for each in one["Instances"]} == {"terminated"}


def test_what_does_not_go_is_waited_for_with_an_end(run: Run, monkeypatch: pytest.MonkeyPatch, hosts: Any) -> None:
    assert hosts()
    modules = "ansible_collections.sluice.aws.plugins.modules.auto_scaling_group"
    monkeypatch.setattr(f"{modules}.AutoScalingGroup.delete", lambda *_: None)
    monkeypatch.setattr(f"{modules}.GONE_WITHIN_SECONDS", 0)
    monkeypatch.setattr("ansible_collections.sluice.aws.plugins.module_utils.waiting.time.sleep", lambda _: None)
    refused = run(GROUP.module, state="absent", fails=True, **GROUP.wants())
    assert "kind-hosts is still there with its hosts i-" in refused.answer["msg"]
    monkeypatch.undo()


@pytest.fixture
def provided(run: Run, api: Api) -> Iterator[Any]:
    """What its cluster has."""
    run(PROVIDER.module, **PROVIDER.wants())
    yield lambda: api("ecs").describe_clusters(clusters=[capacity_provider.CLUSTER])["clusters"][0]
    run(PROVIDER.module, state="absent", **PROVIDER.wants())


def test_a_cluster_gets_its_provider_and_keeps_others(run: Run, api: Api, provided: Any) -> None:
    api("ecs").put_cluster_capacity_providers(
        cluster=capacity_provider.CLUSTER, capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[]
    )
    run(PROVIDER.module, **PROVIDER.wants())
    assert provided()["capacityProviders"] == ["FARGATE", "kind-provider"]
    assert provided()["defaultCapacityProviderStrategy"] == [
        {"capacityProvider": "kind-provider", "weight": 1, "base": 0}
    ]
    removed = run(PROVIDER.module, state="absent", **PROVIDER.wants())
    assert removed.writes == ["PutClusterCapacityProviders", "DeleteCapacityProvider"]
    assert provided()["capacityProviders"] == ["FARGATE"]
    api("ecs").put_cluster_capacity_providers(
        cluster=capacity_provider.CLUSTER, capacityProviders=[], defaultCapacityProviderStrategy=[]
    )


def test_a_provider_that_is_replaced_goes_back_to_its_cluster(run: Run, provided: Any) -> None:
    replaced = run(PROVIDER.module, **PROVIDER.wants(group="other-hosts"))
    assert replaced.writes == [
        "PutClusterCapacityProviders",
        "DeleteCapacityProvider",
        "CreateCapacityProvider",
        "PutClusterCapacityProviders",
    ]
    assert provided()["capacityProviders"] == ["kind-provider"]


@pytest.mark.parametrize("check", [True, False])
def test_a_provider_that_a_service_runs_by_is_not_replaced(run: Run, api: Api, provided: Any, check: bool) -> None:
    ecs, cluster = api("ecs"), capacity_provider.CLUSTER
    assert provided()
    ecs.register_task_definition(family="provided", containerDefinitions=[{"name": "x", "image": "x", "memory": 64}])
    by_it = [{"capacityProvider": "kind-provider", "weight": 1}]
    ecs.create_service(
        cluster=cluster, serviceName="mail", taskDefinition="provided", desiredCount=0, capacityProviderStrategy=by_it
    )
    refused = run(PROVIDER.module, check=check, fails=True, **PROVIDER.wants(group="other-hosts"))
    assert "replaces none while services run by it: provided/mail" in refused.answer["msg"]
    assert "-e ecs_service_state=absent" in refused.answer["msg"]
    assert refused.writes == []
    ecs.delete_service(cluster=cluster, service="mail", force=True)


@pytest.mark.usefixtures("provided")
def test_what_ecs_cannot_do_is_told_in_its_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"updateStatus": "DELETE_FAILED", "updateStatusReason": "The hook is still there."}
    module = "ansible_collections.sluice.aws.plugins.modules.capacity_provider.CapacityProvider"
    monkeypatch.setattr(f"{module}.wait", lambda self, *_: self._wait_until_settled("kind-provider"))
    monkeypatch.setattr(f"{module}.read", lambda *_: {"name": "kind-provider"})
    monkeypatch.setattr(f"{module}._found", lambda *_: failed)
    refused = run(PROVIDER.module, state="absent", fails=True, **PROVIDER.wants())
    assert "ECS says DELETE_FAILED: The hook is still there." in refused.answer["msg"]
    monkeypatch.undo()


def test_hosts_that_could_not_say_so_are_off_a_cluster_before_it_goes(run: Run, api: Api) -> None:
    cluster = kind("ecs_cluster")
    run(cluster.module, **cluster.wants())
    document = '{"instanceId": "i-0123", "accountId": "1", "region": "eu-central-1"}'
    instance = api("ec2").run_instances(ImageId="ami-1", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    api("ecs").register_container_instance(
        cluster=cluster.item["name"], instanceIdentityDocument=document.replace("i-0123", instance)
    )
    removed = run(cluster.module, state="absent", **cluster.wants())
    assert removed.writes == ["DeregisterContainerInstance", "DeleteCluster"]


def test_a_change_is_the_default_version_and_the_text_of_a_host_is_readable(run: Run, api: Api) -> None:
    template = kind("launch_template")
    run(template.module, **template.wants())
    changed = run(template.module, **template.wants(user_data=launch_template.USER_DATA.replace("kind", "sluice")))
    assert changed.fields == {
        "user_data.line 2": [
            "echo ECS_CLUSTER=kind >> /etc/ecs/ecs.config",
            "echo ECS_CLUSTER=sluice >> /etc/ecs/ecs.config",
        ]
    }
    assert changed.writes == ["CreateLaunchTemplateVersion", "ModifyLaunchTemplate"]
    (told,) = api("ec2").describe_launch_templates(LaunchTemplateNames=[template.item["name"]])["LaunchTemplates"]
    assert (told["DefaultVersionNumber"], told["LatestVersionNumber"]) == (2, 2)
    run(template.module, state="absent", **template.wants())


def test_an_image_that_no_parameter_names_is_refused(run: Run) -> None:
    template = kind("launch_template")
    refused = run(template.module, check=True, fails=True, **template.wants(image_parameter="/aws/service/none"))
    assert "this region has no parameter /aws/service/none" in refused.answer["msg"]
