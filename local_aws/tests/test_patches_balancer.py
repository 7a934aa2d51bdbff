"""Each patch for balancers and their certificates: the fault is still there upstream, and gone here."""

from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import Client

NOTHING = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]


def balancer(aws: Client, name: str) -> str:
    vpc = aws("ec2").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    subnet = aws("ec2").create_subnet(VpcId=vpc, CidrBlock="10.8.0.0/24")["Subnet"]["SubnetId"]
    made = aws("elbv2").create_load_balancer(Name=name, Subnets=[subnet])["LoadBalancers"][0]
    return str(made["LoadBalancerArn"])


def certificate(aws: Client, domain: str) -> str:
    made = aws("acm").request_certificate(DomainName=domain, ValidationMethod="DNS")
    return str(made["CertificateArn"])


def described(aws: Client, arn: str) -> dict[str, Any]:
    return dict(aws("acm").describe_certificate(CertificateArn=arn)["Certificate"])


def prove(aws: Client, arn: str, domain: str) -> None:
    """By the record that it asks for."""
    record = described(aws, arn)["DomainValidationOptions"][0]["ResourceRecord"]
    zone = aws("route53").create_hosted_zone(Name=domain, CallerReference=domain)["HostedZone"]["Id"]
    wanted = {"Name": record["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": record["Value"]}]}
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": wanted}]}
    aws("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


def test_a_certificate_is_issued_for_its_record(upstream: Client, aws: Client) -> None:
    def status_with_its_record(client: Client, domain: str) -> Any:
        arn = certificate(client, domain)
        assert described(client, arn)["Status"] == "PENDING_VALIDATION"
        prove(client, arn, domain)
        return described(client, arn)["Status"]

    assert status_with_its_record(upstream, "proved.example") == "PENDING_VALIDATION", "it waits for a minute to pass"
    assert status_with_its_record(aws, "proved.example") == "ISSUED"


def test_a_certificate_that_is_served_cannot_be_deleted(upstream: Client, aws: Client) -> None:
    def left(client: Client) -> tuple[bool, bool]:
        """Whether it outlives a deletion while it is served, and whether it does afterwards."""
        arn, there = certificate(client, "served.example"), balancer(client, "serves")
        listener = client("elbv2").create_listener(
            LoadBalancerArn=there,
            Protocol="HTTPS",
            Port=443,
            Certificates=[{"CertificateArn": arn}],
            DefaultActions=NOTHING,
        )["Listeners"][0]["ListenerArn"]
        found = []
        for step in (lambda: None, lambda: client("elbv2").delete_listener(ListenerArn=listener)):
            step()
            with suppress(ClientError):
                client("acm").delete_certificate(CertificateArn=arn)
            listed = client("acm").list_certificates()["CertificateSummaryList"]
            found.append(arn in [each["CertificateArn"] for each in listed])
        return found[0], found[1]

    assert left(upstream) == (False, False)
    assert left(aws) == (True, False)


def test_a_protected_load_balancer_cannot_be_deleted(upstream: Client, aws: Client) -> None:
    def delete(client: Client) -> None:
        arn = balancer(client, "protected")
        protection = [{"Key": "deletion_protection.enabled", "Value": "true"}]
        client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protection)
        client("elbv2").delete_load_balancer(LoadBalancerArn=arn)

    delete(upstream)
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        delete(aws)


def test_a_load_balancer_has_interfaces_while_it_is_there(upstream: Client, aws: Client) -> None:
    def interfaces(client: Client) -> tuple[int, int]:
        """While it is there, and afterwards."""
        arn = balancer(client, "reached")
        by_name = [{"Name": "description", "Values": ["ELB app/reached/*"]}]
        there = client("ec2").describe_network_interfaces(Filters=by_name)["NetworkInterfaces"]
        client("elbv2").delete_load_balancer(LoadBalancerArn=arn)
        left = client("ec2").describe_network_interfaces(Filters=by_name)["NetworkInterfaces"]
        return len(there), len(left)

    assert interfaces(upstream) == (0, 0)
    assert interfaces(aws) == (1, 0)
