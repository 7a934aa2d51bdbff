"""A rule of a balancer's listener."""

from ..kind import TAGS, Api, Kind


def arn(api: Api) -> str:
    elb = api("elbv2")
    balancer = elb.describe_load_balancers(Names=["balancer"])["LoadBalancers"][0]["LoadBalancerArn"]
    listener = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
    rules = elb.describe_rules(ListenerArn=listener)["Rules"]
    return str(next(rule["RuleArn"] for rule in rules if rule["Priority"] == "10"))


KIND = Kind(
    "service",
    "rules",
    {
        "load_balancer": "balancer",
        "port": 80,
        "priority": 10,
        "paths": ["/process"],
        "target_group": "group",
        "tags": TAGS,
    },
    {
        "paths": lambda api: api("elbv2").modify_rule(
            RuleArn=arn(api), Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]
        ),
        "target_group": lambda api: api("elbv2").modify_rule(
            RuleArn=arn(api),
            Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
        ),
    },
)
