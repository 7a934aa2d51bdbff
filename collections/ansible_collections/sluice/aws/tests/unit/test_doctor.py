"""A doctor tells all that is wrong at once, with the next command, and never takes for right what it could not see."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from .conftest import Run
from .kind import Api
from .stub import Stub, denied, stub_ctx

AMI = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
ROLE = {"RoleName": "examined", "AssumeRolePolicyDocument": "{}"}
TASK = {"name": "producer", "tasks_maximum": 2, "maximum_percent": 200, "cpu": 256, "memory": 256}
HOSTS = {"instance_type": "t3.small", "hosts_maximum": 2, "reserved_memory_mib": 256, "services": [TASK]}
SEND = {"Action": ["sqs:SendMessage", "sqs:DeleteQueue"], "Resource": "arn:aws:sqs:eu-central-1:123456789012:mail"}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """What a lock that fits says, of a package that surely is there."""
    path = tmp_path / "local.txt"
    path.write_text(f"boto3=={boto3.__version__} \\\n    --hash=sha256:0\n")
    return path


@pytest.fixture
def healthy(lock: Path, api: Api) -> Any:
    """What a doctor is asked about an estate that nothing keeps from being applied."""
    api("s3").create_bucket(Bucket="locks", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield {
        "inventory": "dev",
        "lock": str(lock),
        "account": "123456789012",
        "tags": {"Project": "sluice"},
        "vpc": {"name": "sluice-dev", "cidr": "10.99.0.0/16"},
        "needs": {"vpcs": 0, "elastic_ips": 1, "vcpus": 4},
        "placement": HOSTS,
        "ami_parameter": AMI,
        "buckets": ["locks"],
        "secrets": ["/doctor/token"],
        "releases": [],
        "permissions": [SEND],
    }
    api("s3").delete_bucket(Bucket="locks")


@pytest.fixture
def wrong_parameters(api: Api) -> Any:
    """Values that nobody is told."""
    api("ssm").put_parameter(Name="/doctor/token", Value="unhidden", Type="String")
    api("ssm").put_parameter(Name="/doctor/release", Value="sha256:0", Type="SecureString")
    yield ["unhidden", "sha256:0"]
    api("ssm").delete_parameters(Names=["/doctor/token", "/doctor/release"])


def found(outcome: Any, verdict: str) -> dict[str, dict[str, str]]:
    """The findings of that verdict, by what they are about."""
    return {each["what"]: each for each in outcome.answer["findings"] if each["verdict"] == verdict}


def test_nothing_is_wrong_where_all_is_right(run: Run, healthy: dict[str, Any]) -> None:
    told = run("doctor", **healthy)
    assert not found(told, "wrong")
    assert found(told, "not checked").keys() == {"zone", "certificate"}
    assert told.writes == []


def test_all_faults_are_told_at_once_each_with_the_next_command(
    run: Run, healthy: dict[str, Any], lock: Path, wrong_parameters: list[str]
) -> None:
    lock.write_text("boto3==0.0.1\n")
    told = run(
        "doctor",
        fails=True,
        **{
            **healthy,
            "vpc": {"name": "sluice-dev", "cidr": "172.31.0.0/20"},
            "needs": {"vpcs": 50, "vcpus": 64},
            "placement": {**HOSTS, "instance_type": "t2.micro"},
            "ami_parameter": "/aws/service/no-such-image",
            "domain": "mail.example.org",
            "zone": "example.org",
            "buckets": ["nowhere-to-be-found"],
            "releases": ["/doctor/release"],
        },
    )
    wrong = found(told, "wrong")
    assert wrong.keys() == {
        "tools",
        "account bucket",
        "VPCs",
        "vCPUs",
        "addresses",
        "room for tasks",
        "machine image",
        "zone",
        "secret",
        "release",
    }
    assert all(finding["then"] for finding in wrong.values())
    assert all(f"{what}: " in told.answer["msg"] for what in wrong)
    assert wrong["tools"]["said"] == f"boto3 is {boto3.__version__} and not 0.0.1, unlike local.txt"
    assert "--quota-code L-F678F1CE" in wrong["VPCs"]["then"]
    assert "aws route53 create-hosted-zone --name example.org" in wrong["zone"]["then"]
    assert "ansible-playbook -i inventory/account account.yml --limit dev" in wrong["account bucket"]["then"]
    assert not [value for value in wrong_parameters if value in json.dumps(told.answer)]
    assert told.writes == []


def test_what_the_estate_has_already_is_not_counted_against_it(run: Run, healthy: dict[str, Any], api: Api) -> None:
    others = len(api("ec2").describe_vpcs()["Vpcs"])
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Project", "Value": "sluice"}]}]
    ours = api("ec2").create_vpc(CidrBlock="10.98.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
    told = run("doctor", fails=others > 4, **{**healthy, "needs": {"vpcs": 1}})
    (vpcs,) = [each for each in told.answer["findings"] if each["what"] == "VPCs"]
    assert vpcs["said"] == f"the quota is 5, 1 are needed and others use {others}"
    api("ec2").delete_vpc(VpcId=ours)


def test_a_certificate_is_right_once_it_is_issued(run: Run, healthy: dict[str, Any], api: Api) -> None:
    zone = api("route53").create_hosted_zone(Name="doctor.example", CallerReference="doctor")["HostedZone"]["Id"]
    asked = {**healthy, "domain": "mail.doctor.example", "zone": "doctor.example"}
    assert "the apply requests it" in found(run("doctor", **asked), "not checked")["certificate"]["said"]
    wants = {"name": healthy["vpc"]["name"], "domain": asked["domain"], "zone": asked["zone"]}
    run("certificate", certificates=[wants])
    assert found(run("doctor", **asked), "right").keys() >= {"zone", "certificate"}
    run("certificate", state="absent", certificates=[wants])
    api("route53").delete_hosted_zone(Id=zone)


def test_another_account_is_told_and_nothing_is_asked_of_it(run: Run, healthy: dict[str, Any]) -> None:
    told = run("doctor", fails=True, **{**healthy, "account": "999999999999"})
    assert found(told, "wrong").keys() == {"credentials"}
    assert found(told, "right").keys() == {"tools"}
    assert "permissions" in found(told, "not checked")


def test_missing_permissions_are_named(
    run: Run, healthy: dict[str, Any], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = api("iam").create_role(**ROLE)["Role"]["Arn"]
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}
    api("iam").put_role_policy(RoleName="examined", PolicyName="work", PolicyDocument=json.dumps(allow))
    session = api("sts").assume_role(RoleArn=arn, RoleSessionName="examined")["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", session["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", session["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", session["SessionToken"])
    told = run("doctor", fails=True, **healthy)
    wrong = found(told, "wrong")
    assert wrong.keys() == {"permissions"}
    assert wrong["permissions"]["said"] == f"{arn} lacks sqs:DeleteQueue"


def test_what_aws_does_not_tell_is_not_taken_for_right(run: Run, healthy: dict[str, Any]) -> None:
    untold = ("GetServiceQuota", "SimulatePrincipalPolicy")
    with stub_ctx(Stub("AccessDenied", "Access Denied", lambda operation: operation in untold, times=10)):
        told = run("doctor", **healthy)
    unseen = found(told, "not checked")
    lacking = "not checked because these credentials lack the permission"
    assert unseen["vCPUs"]["said"] == f"{lacking} servicequotas:GetServiceQuota"
    assert unseen["permissions"]["said"] == f"{lacking} iam:SimulatePrincipalPolicy"
    assert not {"vCPUs", "permissions"} & found(told, "right").keys()


def test_without_credentials_nothing_but_the_tools_is_checked(run: Run, healthy: dict[str, Any]) -> None:
    with denied(lambda operation: operation == "GetCallerIdentity", "The security token is expired"):
        told = run("doctor", fails=True, **healthy)
    assert found(told, "wrong").keys() == {"credentials"}
    assert found(told, "right").keys() == {"tools"}
