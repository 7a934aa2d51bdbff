"""Drifts of the balancer: its attributes, a listener that nobody wants, and what a listener answers."""

from .drift import ACCOUNT, ESTATE, REGION, STRAY, Aws, Drift

ANSWER = '{"status":"declined","error":"There is nothing at this path."}'
OPEN = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]
ATTRIBUTES = {
    "access_logs.s3.enabled": "false",
    "deletion_protection.enabled": "true",
    "idle_timeout.timeout_seconds": "4000",
    "routing.http.desync_mitigation_mode": "monitor",
    "routing.http.drop_invalid_header_fields.enabled": "false",
}


def balancer(aws: Aws) -> None:
    elb = aws("elbv2")
    there = elb.describe_load_balancers(Names=[ESTATE])["LoadBalancers"][0]["LoadBalancerArn"]
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=there, Attributes=[{"Key": key, "Value": value} for key, value in ATTRIBUTES.items()]
    )
    (listener,) = elb.describe_listeners(LoadBalancerArn=there)["Listeners"]
    elb.modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=OPEN)
    elb.create_listener(LoadBalancerArn=there, Protocol="HTTP", Port=8080, DefaultActions=OPEN)
    elb.add_tags(ResourceArns=[there], Tags=[{"Key": "Stray", "Value": "1"}])


# A default that is not of our shape is told as the API has it.
TOLD = '[{"FixedResponseConfig": {"StatusCode": "200"}, "Type": "fixed-response"}]'

DRIFTS = (
    Drift(
        f"load balancer {ESTATE}",
        balancer,
        {
            "access_log_bucket": ["", f"sluice-logs-{ACCOUNT}-{REGION}"],
            "access_log_prefix": ["", "balancers"],
            "deletion_protection": [True, False],
            "desync_mitigation": ["monitor", "strictest"],
            "drops_invalid_headers": [False, True],
            "idle_timeout_seconds": [4000, 60],
            "listeners.80.default": [TOLD, ANSWER],
            "listeners.8080": [{"protocol": "HTTP", "default": TOLD}, None],
            **STRAY,
        },
    ),
)
