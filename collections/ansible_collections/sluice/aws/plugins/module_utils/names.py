"""Names are the wiring: the id or ARN behind a deterministic name, read when it is needed."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.cloud_map import names_in, namespaces
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.so_far import planned
from ansible_collections.sluice.aws.plugins.module_utils.target_group_pair import KIND as TARGET_GROUP
from ansible_collections.sluice.aws.plugins.module_utils.target_group_pair import pair, right
from botocore.exceptions import ClientError

KNOWN_AFTER_APPLY = "(known after apply)"


def _found(module: AnsibleAWSModule, what: str, name: str, ids: list[str]) -> str:
    if len(ids) == 1:
        return ids[0]
    # What leans on a neighbour that is gone can still be removed.
    if not ids and (module.check_mode or module.params.get("state") == "absent"):
        return KNOWN_AFTER_APPLY
    count = "none" if not ids else f"{len(ids)} of them"
    raise RefusedError(
        f'exactly one {what} named "{name}" is needed and there is {count}: '
        "apply the earlier playbooks first (ansible-playbook site.yml runs them in order)"
    )


def _tagged(module: AnsibleAWSModule, kind: str, name: str) -> list[Any]:
    """The Vpcs or Subnets with that Name tag."""
    pages = (
        client(module, "ec2")
        .get_paginator(f"describe_{kind.lower()}")
        .paginate(Filters=[{"Name": "tag:Name", "Values": [name]}])
    )
    return [found for page in pages for found in page[kind]]


def vpc_id(module: AnsibleAWSModule, name: str) -> str:
    return _found(module, "VPC", name, [vpc["VpcId"] for vpc in _tagged(module, "Vpcs", name)])


def subnet_ids(module: AnsibleAWSModule, names: list[str]) -> list[str]:
    return sorted(
        _found(module, "subnet", name, [subnet["SubnetId"] for subnet in _tagged(module, "Subnets", name)])
        for name in names
    )


def security_group_ids(module: AnsibleAWSModule, names: list[str]) -> list[str]:
    pages = (
        client(module, "ec2")
        .get_paginator("describe_security_groups")
        .paginate(Filters=[{"Name": "group-name", "Values": names}])
    )
    groups = [group for page in pages for group in page["SecurityGroups"]]
    return sorted(
        _found(module, "security group", name, [g["GroupId"] for g in groups if g["GroupName"] == name])
        for name in names
    )


def registry_arn(module: AnsibleAWSModule, namespace: str, name: str) -> str:
    """Of the name in Cloud Map that the tasks of a service are registered under."""
    services = [each for found in namespaces(module, namespace) for each in names_in(module, found["Id"])]
    return _found(
        module, "discovered name", f"{name}.{namespace}", [each["Arn"] for each in services if each["Name"] == name]
    )


def target_groups(module: AnsibleAWSModule, name: str) -> list[Any]:
    """The descriptions of the target groups of that name: one or none, and two while one is being replaced."""
    return pair(module, name)


def load_balancers(module: AnsibleAWSModule, name: str) -> list[Any]:
    """The descriptions of the balancers of that name: one or none."""
    try:
        return list(client(module, "elbv2").describe_load_balancers(Names=[name])["LoadBalancers"])
    except ClientError as error:
        if error.response["Error"]["Code"].startswith("LoadBalancerNotFound"):
            return []
        raise


def load_balancer_arn(module: AnsibleAWSModule, name: str) -> str:
    return _found(module, "load balancer", name, [each["LoadBalancerArn"] for each in load_balancers(module, name)])


def target_group_arn(module: AnsibleAWSModule, name: str) -> str:
    """Of the one that is right once this call is through."""
    if planned(module, TARGET_GROUP, name) in ("create", "replace"):
        return KNOWN_AFTER_APPLY
    group = right(module, name, target_groups(module, name))
    return _found(module, TARGET_GROUP, name, [group["TargetGroupArn"]] if group else [])


def listener_arns(module: AnsibleAWSModule, balancer: str, port: int) -> list[str]:
    """The listener of that port: one or none, none also where the balancer is not there."""
    pages = client(module, "elbv2").get_paginator("describe_listeners")
    return [
        listener["ListenerArn"]
        for found in load_balancers(module, balancer)
        for page in pages.paginate(LoadBalancerArn=found["LoadBalancerArn"])
        for listener in page["Listeners"]
        if listener["Port"] == port
    ]


def task_definition_arns(module: AnsibleAWSModule, family: str, status: str = "ACTIVE") -> list[str]:
    """The revisions of a family, newest first."""
    pages = client(module, "ecs").get_paginator("list_task_definitions").paginate(familyPrefix=family, status=status)
    # The prefix may match other families too; an ARN ends in  task-definition/FAMILY:REVISION
    revisions = [
        (int(revision), arn)
        for page in pages
        for arn in page["taskDefinitionArns"]
        for found, revision in [arn.split("/")[-1].split(":")]
        if found == family
    ]
    return [arn for _, arn in sorted(revisions, reverse=True)]


def task_definition_arn(module: AnsibleAWSModule, family: str) -> str:
    return _found(module, "task definition", family, task_definition_arns(module, family)[:1])


def scaling_policy_arn(module: AnsibleAWSModule, cluster: str, service: str, name: str) -> str:
    """Of a policy that scales a service of ECS; AWS gives it another ARN each time that it is made."""
    if planned(module, "scaling", f"{cluster}/{service}") == "replace":
        return KNOWN_AFTER_APPLY
    asked = {"ServiceNamespace": "ecs", "ResourceId": f"service/{cluster}/{service}", "PolicyNames": [name]}
    listed = client(module, "application-autoscaling").describe_scaling_policies(**asked)["ScalingPolicies"]
    arns = [policy["PolicyARN"] for policy in listed if policy["PolicyName"] == name]
    return _found(module, "scaling policy", f"{cluster}/{service}/{name}", arns)
