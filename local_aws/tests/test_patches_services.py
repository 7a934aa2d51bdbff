"""Patches for services and what leads to them: the fault is still there upstream, and gone here."""

import json
from typing import Any

import pytest

from .conftest import Checkout, Client, register

FORBIDDEN = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403"}}


@pytest.mark.parametrize("changed", ["network", "balancer"])
def test_what_tasks_are_made_of_changes_by_a_deployment(upstream: Client, aws: Client, changed: str) -> None:
    def deployments(client: Client) -> int:
        subnet, group = ground(client)
        network = {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": []}}
        client("ecs").create_cluster(clusterName=changed)
        client("ecs").create_service(
            cluster=changed, serviceName="one", taskDefinition=register(client, changed), networkConfiguration=network
        )
        balanced = {"targetGroupArn": group, "containerName": "one", "containerPort": 80}
        public = {"awsvpcConfiguration": {**network["awsvpcConfiguration"], "assignPublicIp": "ENABLED"}}
        update: dict[str, dict[str, Any]] = {
            "network": {"networkConfiguration": public},
            "balancer": {"loadBalancers": [balanced]},
        }
        updated = client("ecs").update_service(cluster=changed, service="one", **update[changed])
        return len(updated["service"]["deployments"])

    assert deployments(upstream) == 1
    assert deployments(aws) == 2


def test_a_target_group_tells_who_forwards_to_it(upstream: Client, aws: Client) -> None:
    def known(client: Client) -> list[int]:
        elb, (subnet, group) = client("elbv2"), ground(client)
        other = elb.create_load_balancer(Name="rules", Subnets=[subnet])["LoadBalancers"][0]["LoadBalancerArn"]
        listener = elb.create_listener(LoadBalancerArn=other, Protocol="HTTP", Port=80, DefaultActions=[FORBIDDEN])
        rule = elb.create_rule(
            ListenerArn=listener["Listeners"][0]["ListenerArn"],
            Priority=1,
            Conditions=[{"Field": "path-pattern", "Values": ["/"]}],
            Actions=[FORBIDDEN],
        )["Rules"][0]["RuleArn"]
        forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group, "Weight": 0}]}}
        told = []
        for action in (forward, FORBIDDEN):
            elb.modify_rule(RuleArn=rule, Actions=[action])
            (described,) = elb.describe_target_groups(TargetGroupArns=[group])["TargetGroups"]
            told.append(len(described["LoadBalancerArns"]))
        return told

    assert known(upstream) == [0, 0]
    assert known(aws) == [1, 0]


def test_an_image_on_this_machine_is_in_the_registry(checkout: Checkout, upstream: Client, aws: Client) -> None:
    tree = checkout.root / ".local" / "images" / "abc"
    tree.mkdir(parents=True)
    labels = {f"org.opencontainers.image.{name}": said for name, said in (("title", "kept"), ("version", "1.0.1"))}
    (tree / "image.json").write_text(json.dumps({"labels": labels}))
    asked: dict[str, Any] = {"repositoryName": "sluice/kept", "imageIds": [{"imageTag": "1.0.1"}]}
    with pytest.raises(upstream("ecr").exceptions.RepositoryNotFoundException):
        upstream("ecr").describe_images(**asked)
    (found,) = aws("ecr").describe_images(**asked)["imageDetails"]
    assert (found["imageDigest"], found["imageTags"]) == ("sha256:abc", ["1.0.1"])
    with pytest.raises(aws("ecr").exceptions.ImageNotFoundException):
        aws("ecr").describe_images(repositoryName="sluice/kept", imageIds=[{"imageTag": "1.0.2"}])


def ground(client: Client) -> tuple[str, str]:
    """A subnet and a target group."""
    vpc = client("ec2").create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.3.0.0/24")["Subnet"]["SubnetId"]
    group = client("elbv2").create_target_group(
        Name=f"ground-{vpc[-8:]}", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip"
    )
    return subnet, group["TargetGroups"][0]["TargetGroupArn"]
