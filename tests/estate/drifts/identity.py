"""Drifts of who may do what: keys, secrets, roles and what bears them."""

import json
from typing import Any

from .drift import ACCOUNT, ESTATE, STRAY, Aws, Drift

HOST = f"{ESTATE}-host"
EXECUTION = f"{ESTATE}-execution"
TOKEN = f"/sluice/{ESTATE}/producer/token"
PASSWORD = f"/sluice/{ESTATE}/grafana/admin-password"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/sluice-boundary"
CALLED_BY_S3 = "Condition.StringEquals.kms:ViaService"


def key(aws: Aws) -> None:
    kms = aws("kms")
    there = {"KeyId": kms.describe_key(KeyId=f"alias/{ESTATE}-mail")["KeyMetadata"]["KeyId"]}
    policy = json.loads(kms.get_key_policy(PolicyName="default", **there)["Policy"])
    use = policy["Statement"][1]
    assert use["Sid"] == "UseThroughTheBucket"
    use["Condition"]["StringEquals"]["kms:ViaService"] = "*"
    kms.put_key_policy(PolicyName="default", Policy=json.dumps(policy), **there)
    kms.disable_key_rotation(**there)
    kms.update_key_description(Description="Whose?", **there)
    kms.tag_resource(Tags=[{"TagKey": "Stray", "TagValue": "1"}], **there)


def disabled_key(aws: Aws) -> None:
    kms = aws("kms")
    kms.disable_key(KeyId=kms.describe_key(KeyId=f"alias/{ESTATE}-logs")["KeyMetadata"]["KeyId"])


def secret(aws: Aws) -> None:
    aws("ssm").add_tags_to_resource(ResourceType="Parameter", ResourceId=TOKEN, Tags=[{"Key": "Stray", "Value": "1"}])


def lost_secret(aws: Aws) -> None:
    aws("ssm").delete_parameter(Name=PASSWORD)


def role(aws: Aws) -> None:
    iam, there = aws("iam"), {"RoleName": EXECUTION}
    trust = iam.get_role(**there)["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"][0]["Principal"] = {"Service": "ec2.amazonaws.com"}
    iam.update_assume_role_policy(PolicyDocument=json.dumps(trust), **there)
    work: dict[str, Any] = iam.get_role_policy(PolicyName="work", **there)["PolicyDocument"]
    (logs,) = (each for each in work["Statement"] if each["Sid"] == "WriteLogs")
    logs["Resource"] = "*"
    iam.put_role_policy(PolicyName="work", PolicyDocument=json.dumps(work), **there)
    iam.delete_role_permissions_boundary(**there)
    iam.tag_role(Tags=[{"Key": "Stray", "Value": "1"}], **there)


def instance_profile(aws: Aws) -> None:
    iam, there = aws("iam"), {"InstanceProfileName": HOST}
    iam.remove_role_from_instance_profile(RoleName=HOST, **there)
    iam.add_role_to_instance_profile(RoleName=EXECUTION, **there)
    iam.tag_instance_profile(Tags=[{"Key": "Stray", "Value": "1"}], **there)


DRIFTS = (
    Drift(
        f"KMS key {ESTATE}-mail",
        key,
        {
            f"policy.Statement.UseThroughTheBucket.{CALLED_BY_S3}": ["*", "s3.eu-west-1.amazonaws.com"],
            "rotation_days": [None, 365],
            "description": ["Whose?", f"Archived mail of {ESTATE}"],
            **STRAY,
        },
    ),
    Drift(f"KMS key {ESTATE}-logs", disabled_key, {"enabled": [False, True]}),
    Drift(f"secret {TOKEN}", secret, STRAY),
    Drift(f"secret {PASSWORD}", lost_secret),
    Drift(
        f"role {EXECUTION}",
        role,
        {
            "trust.Statement.EcsForTasksOfThisAccount.Principal.Service": [
                "ec2.amazonaws.com",
                "ecs-tasks.amazonaws.com",
            ],
            "policy.Statement.WriteLogs.Resource": [
                "*",
                f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/sluice/{ESTATE}/*",
            ],
            "permissions_boundary": [None, BOUNDARY],
            **STRAY,
        },
    ),
    Drift(f"instance profile {HOST}", instance_profile, {"role": [EXECUTION, HOST], **STRAY}),
)
