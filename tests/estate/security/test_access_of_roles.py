"""What hosts, tasks and administrators may, request by request."""

from typing import Any

from .decision import Request, allowed


def test_a_key_can_still_be_administered(policy: Any, of_role: Any) -> None:
    """KMS refuses a policy by which nobody could change it again, and one like that could never be mended."""
    for key in ("mail", "logs"):
        for action in ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey"):
            assert allowed(Request(action, "arn:aws:kms:::key/any", of_role("x")), policy("key", key)), (key, action)


def test_the_key_of_the_logs_serves_the_groups_of_the_estate_alone(
    policy: Any, account: str, region: str, estate_name: str
) -> None:
    for name, serves in ((f"/sluice/{estate_name}/producer", True), ("/sluice/another/producer", False)):
        context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:log-group:{name}"}
        request = Request("kms:GenerateDataKey", "arn:aws:kms:::key/any", context)
        assert allowed(request, policy("key", "logs")) is serves, name


def test_a_host_joins_its_own_cluster_alone(
    policy: Any, of_role: Any, account: str, region: str, estate_name: str
) -> None:
    host = policy("role", "host")
    ours = f"arn:aws:ecs:{region}:{account}:cluster/{estate_name}"
    assert allowed(Request("ecs:RegisterContainerInstance", ours, of_role("host")), host)
    assert not allowed(Request("ecs:RegisterContainerInstance", f"{ours}-other", of_role("host")), host)
    instance = f"arn:aws:ecs:{region}:{account}:container-instance/{estate_name}/one"
    for action in ("ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"):
        assert allowed(Request(action, instance, {**of_role("host"), "ecs:cluster": ours}), host)
        assert not allowed(Request(action, instance, {**of_role("host"), "ecs:cluster": f"{ours}-other"}), host)
    joining = {**of_role("host"), "ecs:CreateAction": "RegisterContainerInstance"}
    assert allowed(Request("ecs:TagResource", instance, joining), host)
    assert not allowed(Request("ecs:TagResource", instance, of_role("host")), host)


def test_the_execution_role_reads_what_tasks_are_started_with_and_never_the_token(
    policy: Any, of_role: Any, account: str, region: str, estate_name: str
) -> None:
    role = policy("role", "execution")
    parameters = f"arn:aws:ssm:{region}:{account}:parameter/sluice/{estate_name}"
    for name in ("user", "password"):
        assert allowed(Request("ssm:GetParameters", f"{parameters}/grafana/admin-{name}", of_role("x")), role)
    for action in ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"):
        assert not allowed(Request(action, f"{parameters}/producer/token", of_role("x")), role)
    assert allowed(
        Request("ssm:GetParameter", f"{parameters}/producer/token", of_role("x")), policy("role", "producer")
    )
