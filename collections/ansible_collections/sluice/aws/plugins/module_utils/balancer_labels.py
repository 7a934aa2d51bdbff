"""How CloudWatch and scaling know balancers and target groups: by the ends of their ARNs, which AWS chooses."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.names import (
    KNOWN_AFTER_APPLY,
    load_balancer_arn,
    target_group_arn,
)


def balancer_label(module: AnsibleAWSModule, name: str) -> str:
    """As in `app/sluice-dev/50dc6c495c0c9188`."""
    arn = load_balancer_arn(module, name)
    return arn if arn == KNOWN_AFTER_APPLY else arn.split(":loadbalancer/")[1]


def target_group_label(module: AnsibleAWSModule, name: str) -> str:
    """As in `targetgroup/sluice-dev-producer/943f017f100becff`."""
    arn = target_group_arn(module, name)
    return arn if arn == KNOWN_AFTER_APPLY else arn.split(":")[-1]


def resource_label(module: AnsibleAWSModule, balancer: str, target_group: str) -> str:
    """Which target group, behind which balancer: PredefinedMetricSpecification of Application Auto Scaling."""
    labels = balancer_label(module, balancer), target_group_label(module, target_group)
    return KNOWN_AFTER_APPLY if KNOWN_AFTER_APPLY in labels else "/".join(labels)


def dimensions_of_balancer(module: AnsibleAWSModule, balancer: str | None, target_group: str | None) -> dict[str, str]:
    """Those of the two that are named: "CloudWatch metrics for your Application Load Balancer"."""
    return {
        **({"LoadBalancer": balancer_label(module, balancer)} if balancer else {}),
        **({"TargetGroup": target_group_label(module, target_group)} if target_group else {}),
    }
