"""Load balancers and target groups."""

from typing import Any

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
