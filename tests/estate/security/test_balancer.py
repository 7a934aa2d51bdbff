"""The row ELB of the security bar, on what site.yml built; test_environments.py has the part that needs a domain."""

import json
from typing import Any

import pytest

from .balancer_controls import broken
from .policies import Client

# One rule takes five paths; these are all that the contract of the producer makes public.
PUBLIC = {"/process", "/health", "/openapi.json", "/docs", "/docs/*"}


def test_a_laptop_lacks_tls_and_deletion_protection_alone(aws: Client, estate_name: str) -> None:
    """ELB.4, .5, .12 and .13; its plain listener breaks .1, and a laptop's balancer needs no protection (.6)."""
    assert broken(aws, estate_name) == {"ELB.1": [80], "ELB.6": ["false"]}


def test_the_plain_listener_is_open_to_this_machine_alone(aws: Client, estate_name: str) -> None:
    by_name = [{"Name": "group-name", "Values": [f"{estate_name}-balancer"]}]
    (group,) = aws("ec2").describe_security_groups(Filters=by_name)["SecurityGroups"]
    of_the_group = [{"Name": "group-id", "Values": [group["GroupId"]]}]
    rules = aws("ec2").describe_security_group_rules(Filters=of_the_group)["SecurityGroupRules"]
    assert {rule.get("CidrIpv4") for rule in rules if not rule["IsEgress"]} == {"127.0.0.1/32"}


@pytest.fixture
def listener(aws: Client, estate_name: str) -> Any:
    (balancer,) = aws("elbv2").describe_load_balancers(Names=[estate_name])["LoadBalancers"]
    (only,) = aws("elbv2").describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    return only


def test_public_paths_lead_to_the_producer_and_all_else_is_a_fixed_404(aws: Client, listener: Any) -> None:
    rules = aws("elbv2").describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
    led = [rule for rule in rules if not rule["IsDefault"]]
    conditions = [condition for rule in led for condition in rule["Conditions"]]
    assert {path for each in conditions for path in each["PathPatternConfig"]["Values"]} == PUBLIC
    groups = [group for rule in led for group in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]]
    assert {group["TargetGroupArn"].split("/")[1] for group in groups} == {"sluice-local-producer"}
    (answer,) = listener["DefaultActions"]
    assert answer["FixedResponseConfig"]["StatusCode"] == "404"
    assert json.loads(answer["FixedResponseConfig"]["MessageBody"])["status"] == "declined"


def test_access_logs_are_written_where_only_balancers_of_the_account_may(
    aws: Client, estate_name: str, account: str, region: str
) -> None:
    (balancer,) = aws("elbv2").describe_load_balancers(Names=[estate_name])["LoadBalancers"]
    told = aws("elbv2").describe_load_balancer_attributes(LoadBalancerArn=balancer["LoadBalancerArn"])["Attributes"]
    logs = {each["Key"].removeprefix("access_logs.s3."): each["Value"] for each in told}
    policy = json.loads(aws("s3").get_bucket_policy(Bucket=logs["bucket"])["Policy"])
    (writer,) = [each for each in policy["Statement"] if "elasticloadbalancing" in json.dumps(each["Principal"])]
    # "Enable access logs for your Application Load Balancer": below the prefix, AWSLogs and the account.
    assert writer["Resource"] == f"arn:aws:s3:::{logs['bucket']}/{logs['prefix']}/AWSLogs/{account}/*"
    assert writer["Condition"]["ArnLike"]["aws:SourceArn"].startswith(
        f"arn:aws:elasticloadbalancing:{region}:{account}:"
    )
