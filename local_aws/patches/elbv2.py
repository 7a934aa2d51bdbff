"""Load balancers and target groups."""

from typing import Any

from moto.core.exceptions import ServiceException
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeLoadBalancer, FakeTargetGroup

from local_aws.patches.wrap import wrap

# What DescribeLoadBalancerAttributes always returns for an application load balancer, and moto does not.
ATTRIBUTES = {
    "access_logs.s3.enabled": "false",
    "client_keep_alive.seconds": "3600",
    "connection_logs.s3.enabled": "false",
    "idle_timeout.timeout_seconds": "60",
    "routing.http.desync_mitigation_mode": "defensive",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
    "routing.http.xff_client_port.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "routing.http2.enabled": "true",
    "waf.fail_open.enabled": "false",
    "zonal_shift.config.enabled": "false",
}


def attributes_of_a_load_balancer_are_missing() -> None:
    """Modules index the attributes that AWS always returns."""

    def init(original: Any, balancer: FakeLoadBalancer, *args: Any, **kwargs: Any) -> None:
        original(balancer, *args, **kwargs)
        balancer.attrs = {**ATTRIBUTES, **balancer.attrs}

    wrap(FakeLoadBalancer, "__init__", init)


def a_protected_load_balancer_can_be_deleted() -> None:
    """Deletion protection must refuse it."""

    def delete(original: Any, elb: ELBv2Backend, arn: str) -> None:
        balancer = elb.load_balancers.get(arn)
        if balancer and balancer.attrs["deletion_protection.enabled"] == "true":
            raise NotPermittedError(f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")
        original(elb, arn)

    wrap(ELBv2Backend, "delete_load_balancer", delete)


class NotPermittedError(ServiceException):
    code = "OperationNotPermitted"


def a_load_balancer_has_no_interfaces() -> None:
    """It has one in each of its subnets for as long as it is there, and they keep the subnets from being deleted."""

    def create(original: Any, elb: ELBv2Backend, *args: Any, **kwargs: Any) -> FakeLoadBalancer:
        balancer: FakeLoadBalancer = original(elb, *args, **kwargs)
        _set_interfaces(elb, balancer.arn, balancer.subnets)
        return balancer

    def set_subnets(original: Any, elb: ELBv2Backend, arn: str, *args: Any, **kwargs: Any) -> Any:
        answer = original(elb, arn, *args, **kwargs)
        _set_interfaces(elb, arn, elb.load_balancers[arn].subnets)
        return answer

    def delete(original: Any, elb: ELBv2Backend, arn: str) -> None:
        original(elb, arn)
        _set_interfaces(elb, arn, [])

    wrap(ELBv2Backend, "create_load_balancer", create)
    wrap(ELBv2Backend, "set_subnets", set_subnets)
    wrap(ELBv2Backend, "delete_load_balancer", delete)


def _set_interfaces(elb: ELBv2Backend, arn: str, subnets: list[Any]) -> None:
    """AWS describes them by the end of the balancer's ARN."""
    description = f"ELB {arn.partition(':loadbalancer/')[2]}"
    interfaces = elb.ec2_backend.enis
    for interface in [each for each in interfaces.values() if each.description == description]:
        del interfaces[interface.id]
    for subnet in subnets:
        elb.ec2_backend.create_network_interface(subnet, [], description=description)


def targets_of_one_address_replace_each_other() -> None:
    """A target is an address and a port: here every task has the same address."""

    def register(_original: Any, group: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
        for target in targets:
            port = int(target.get("Port", group.port))
            group.targets.setdefault(target_key(target["Id"], port), {"Id": target["Id"], "Port": port})

    def deregister(_original: Any, group: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
        for target in targets:
            group.targets.pop(target_key(target["Id"], target.get("Port", group.port)), None)

    wrap(FakeTargetGroup, "register", register)
    wrap(FakeTargetGroup, "deregister", deregister)


def every_target_is_called_healthy() -> None:
    """DescribeTargetHealth must say what the health check saw, which the forwarder notes at the target."""

    def health_for(_original: Any, group: FakeTargetGroup, target: dict[str, Any], _ec2: Any) -> FakeHealthStatus:
        port = target.get("Port", group.port)
        known = group.targets.get(target_key(target["Id"], port))
        health = known.get("Health", REGISTERED) if known else NOT_REGISTERED
        return FakeHealthStatus(target["Id"], port, group.health_check_port, *health)

    wrap(FakeTargetGroup, "health_for", health_for)


def target_groups_do_not_know_who_forwards_to_them() -> None:
    """LoadBalancerArns must follow the listeners and their rules as these come, change and go."""

    def describe(original: Any, backend: ELBv2Backend, *args: Any, **kwargs: Any) -> Any:
        for group in backend.target_groups.values():
            group.load_balancer_arns = [
                balancer.arn
                for balancer in backend.load_balancers.values()
                if any(group.arn in _forwards(backend, listener) for listener in balancer.listeners.values())
            ]
        return original(backend, *args, **kwargs)

    wrap(ELBv2Backend, "describe_target_groups", describe)


def _forwards(backend: ELBv2Backend, listener: Any) -> set[str]:
    """The ARNs of the groups that a listener and its rules forward to."""
    rules = [rule.actions for rule in listener.rules.values()]
    actions = [action for each in [listener.default_actions, *rules] for action in each if action.type == "forward"]
    return {arn for action in actions for arn in backend._get_target_group_arns_from(action_data=action.data)}


REGISTERED = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
NOT_REGISTERED = ("unused", "Target.NotRegistered", "Target is not registered to the target group")


def target_key(address: str, port: int | str) -> str:
    return f"{address}:{port}"
