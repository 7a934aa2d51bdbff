"""A balancer with its listener."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "kind-balancer"


def arn(api: Api) -> str:
    return str(api("elbv2").describe_load_balancers(Names=[NAME])["LoadBalancers"][0]["LoadBalancerArn"])


def on_the_balancer(operation: str, **arguments: Any) -> Act:
    return lambda api: getattr(api("elbv2"), operation)(LoadBalancerArn=arn(api), **arguments)


def another_group(api: Api) -> None:
    vpc = api("elbv2").describe_load_balancers(Names=[NAME])["LoadBalancers"][0]["VpcId"]
    default = api("ec2").describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"][0]["GroupId"]
    on_the_balancer("set_security_groups", SecurityGroups=[default])(api)


def another_answer(api: Api) -> None:
    listener = api("elbv2").describe_listeners(LoadBalancerArn=arn(api))["Listeners"][0]["ListenerArn"]
    api("elbv2").modify_listener(
        ListenerArn=listener,
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    )


KIND = Kind(
    "load_balancer",
    "load_balancers",
    {
        "name": NAME,
        "subnets": ["subnet", "other"],
        "security_groups": ["tasks"],
        "port": 80,
        "answer": '{"status":"declined"}',
        "tags": TAGS,
    },
    {
        "security_groups": another_group,
        "listeners.80": another_answer,
        "listeners.81": on_the_balancer(
            "create_listener",
            Protocol="HTTP",
            Port=81,
            DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
        ),
        "drops_invalid_headers": on_the_balancer(
            "modify_load_balancer_attributes",
            Attributes=[{"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false"}],
        ),
        "tags.Project": lambda api: api("elbv2").remove_tags(ResourceArns=[arn(api)], TagKeys=["Project"]),
    },
)
