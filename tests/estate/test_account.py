"""What exists once per account is made by account.yml, is as safe as it says, and outlives every estate."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml

from .checkout import VENV, Checkout
from .recording import recording_ctx
from .security.decision import Request, allowed

ACCOUNT = "000000000000"
LOCKS = f"sluice-locks-{ACCOUNT}-eu-west-1"
LOGS = f"sluice-logs-{ACCOUNT}-eu-west-1"
IMAGES = {"producer", "consumer", "grafana", "prometheus", "alertmanager"}
ISSUER = "token.actions.githubusercontent.com"
REPOSITORY = "repo:sluice-example@0/sluice@0"
SUBJECTS = {
    "plan": [f"{REPOSITORY}:pull_request", f"{REPOSITORY}:ref:refs/heads/main"],
    "release": f"{REPOSITORY}:ref:refs/heads/main",
    "deploy": f"{REPOSITORY}:environment:local",
    "estate": f"{REPOSITORY}:environment:local-estate",
}
HERE = ("-i", "inventory/account", "--limit", "local")
NO_SECRETS = ("kms:Decrypt", "ssm:GetParameter", "secretsmanager:GetSecretValue", "s3:GetObject", "sqs:ReceiveMessage")
TOKEN = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/sluice/sluice-local/producer/token"
RELEASE = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/sluice/local/release/producer"


def described(checkout: Checkout, path: str) -> dict[str, Any]:
    return dict(yaml.safe_load((checkout.root / "inventory" / path).read_text()))


def test_estates_and_accounts_go_by_the_same_numbers(checkout: Checkout) -> None:
    ids = described(checkout, "account/group_vars/all/account/accounts.yml")["account_ids"]
    for estate in ("dev", "staging", "prod"):
        told = described(checkout, f"{estate}/group_vars/all/estate.yml")
        assert (told["estate_account"], told["registry_account"]) == (ids[estate], ids["tooling"])
        there = described(checkout, f"account/host_vars/{estate}.yml")
        named = described(checkout, f"{estate}/group_vars/all/balancer.yml")
        assert (told["estate_region"], named["estate_domain"]) == (there["account_region"], there["account_domain"])


@pytest.fixture(scope="module")
def account(checkout: Checkout) -> Checkout:
    checkout.play("account.yml", *HERE)
    return checkout


def plan(checkout: Checkout) -> tuple[int, str]:
    """Exit status and text of the plan of the account."""
    done = checkout.run("ci/plan", "account", "--limit", "local")
    return done.returncode, done.stdout


def policy(checkout: Checkout, role: str) -> dict[str, Any]:
    found = checkout.client("iam").get_role_policy(RoleName=f"sluice-github-{role}", PolicyName="work")
    return dict(found["PolicyDocument"])


def may(checkout: Checkout, role: str, action: str, resource: str = "*") -> bool:
    """By the statements alone, whatever their conditions."""
    told = checkout.client("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/sluice-github-{role}",
        ActionNames=[action],
        ResourceArns=[resource],
    )
    return bool(told["EvaluationResults"][0]["EvalDecision"] == "allowed")


def test_a_plan_lists_all_and_writes_nothing(checkout: Checkout) -> None:
    status, said = plan(checkout)
    assert status == 2
    assert "Plan: 13 to create, 0 to change, 0 to replace, 0 to remove." in said
    assert checkout.client("s3").list_buckets()["Buckets"] == []
    assert checkout.client("ecr").describe_repositories()["repositories"] == []
    assert checkout.client("iam").list_roles()["Roles"] == []


def test_a_second_apply_and_a_plan_find_nothing_to_do(account: Checkout) -> None:
    assert "No changes." in account.play("account.yml", *HERE)
    assert plan(account)[0] == 0


def test_several_accounts_in_one_run_are_refused(checkout: Checkout) -> None:
    done = checkout.run("ansible-playbook", "account.yml", "-i", "inventory/account")
    assert done.returncode != 0
    assert "name one of local, tooling, dev, staging, prod" in " ".join(done.stdout.split())


def test_images_are_scanned_immutable_and_kept_where_they_bear_a_tag(account: Checkout) -> None:
    ecr = account.client("ecr")
    found = ecr.describe_repositories()["repositories"]
    assert {repository["repositoryName"] for repository in found} == {f"sluice/{image}" for image in IMAGES}
    for repository in found:
        assert repository["imageTagMutability"] == "IMMUTABLE"
        assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
        name = {"repositoryName": repository["repositoryName"]}
        (rule,) = json.loads(ecr.get_lifecycle_policy(**name)["lifecyclePolicyText"])["rules"]
        assert rule["selection"]["tagStatus"] == "untagged"
        (statement,) = json.loads(ecr.get_repository_policy(**name)["policyText"])["Statement"]
        assert statement["Principal"] == {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]}
        assert not [
            action for action in statement["Action"] if not action.startswith(("ecr:Batch", "ecr:Get", "ecr:Des"))
        ]


@pytest.mark.parametrize("bucket", [LOCKS, LOGS])
def test_a_bucket_of_the_account_is_private_versioned_and_empties_itself(account: Checkout, bucket: str) -> None:
    s3, name = account.client("s3"), {"Bucket": bucket}
    assert set(s3.get_public_access_block(**name)["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_versioning(**name)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(**name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert s3.get_bucket_lifecycle_configuration(**name)["Rules"]
    first = json.loads(s3.get_bucket_policy(**name)["Policy"])["Statement"][0]
    assert (first["Effect"], first["Action"]) == ("Deny", "s3:*")
    assert first["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_services_that_act_for_this_account_write_logs(account: Checkout) -> None:
    s3 = account.client("s3")
    statements = json.loads(s3.get_bucket_policy(Bucket=LOGS)["Policy"])["Statement"]
    writers = {each["Principal"]["Service"]: each for each in statements if each["Action"] == "s3:PutObject"}
    assert writers.keys() == {
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logging.s3.amazonaws.com",
        "delivery.logs.amazonaws.com",
    }
    for writer in writers.values():
        assert ACCOUNT in json.dumps(writer["Condition"]), "whoever asks the service to write, asks for this account"
    assert s3.get_bucket_logging(Bucket=LOCKS)["LoggingEnabled"]["TargetBucket"] == LOGS


def test_github_is_trusted_by_audience_and_subject_to_the_letter(account: Checkout) -> None:
    iam = account.client("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"] == ["sts.amazonaws.com"]
    for role, subject in SUBJECTS.items():
        found = iam.get_role(RoleName=f"sluice-github-{role}")["Role"]["AssumeRolePolicyDocument"]
        (statement,) = found["Statement"]
        assert statement["Principal"] == {"Federated": arn}
        assert statement["Condition"] == {
            "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subject}
        }, role


@pytest.mark.parametrize("role", SUBJECTS)
def test_no_role_may_do_all_of_a_service(account: Checkout, role: str) -> None:
    allowed = [each for each in policy(account, role)["Statement"] if each["Effect"] == "Allow"]
    actions = {
        action
        for each in allowed
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    }
    assert actions
    assert not [action for action in actions if action.endswith(":*") or action == "*"]
    # Inline policies of a role, without white space: IAM and AWS STS quotas.
    assert len(json.dumps(policy(account, role), separators=(",", ":"))) < 10_240


def test_a_plan_reads_and_sees_no_secret(account: Checkout) -> None:
    assert may(account, "plan", "ec2:DescribeVpcs")
    assert not [action for action in NO_SECRETS if may(account, "plan", action, TOKEN)]
    reading = ("Describe", "Get", "List")
    allowed = [each for each in policy(account, "plan")["Statement"] if each["Effect"] == "Allow"]
    assert not [
        action for each in allowed for action in each["Action"] if not action.partition(":")[2].startswith(reading)
    ]


def test_a_release_pushes_images_and_nothing_else(account: Checkout) -> None:
    repository = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/sluice/producer"
    assert may(account, "release", "ecr:PutImage", repository)
    assert not may(account, "release", "ecr:DeleteRepository", repository)
    assert not may(account, "release", "ecr:BatchDeleteImage", repository)
    assert not may(account, "release", "ecs:UpdateService")


@pytest.mark.parametrize(
    ("role", "namespace", "may_put"),
    [
        ("release", "Sluice/Delivery", True),
        ("deploy", "Sluice/Delivery", True),
        ("release", "AWS/SQS", False),
        ("deploy", "AWS/SQS", False),
        ("plan", "Sluice/Delivery", False),
        ("estate", "Sluice/Delivery", False),
    ],
)
def test_who_measures_the_pipeline_puts_no_other_metric(
    account: Checkout, role: str, namespace: str, may_put: bool
) -> None:
    put = Request("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": namespace})
    assert allowed(put, policy(account, role)) is may_put


def test_a_deployment_passes_roles_of_tasks_alone(account: Checkout) -> None:
    def passed(name: str) -> bool:
        return may(account, "deploy", "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{name}")

    assert passed("sluice-local-execution")
    assert passed("sluice-local-producer")
    assert not [name for name in ("sluice-local-host", "sluice-github-estate", "sluice-prod-producer") if passed(name)]
    assert may(account, "deploy", "ssm:PutParameter", RELEASE)
    assert not may(account, "deploy", "ssm:GetParameter", TOKEN)
    assert not may(account, "deploy", "ecs:CreateService")


def test_an_estate_makes_roles_within_the_boundary_alone(account: Checkout) -> None:
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/sluice-boundary"
    statements = policy(account, "estate")["Statement"]
    (making,) = [each for each in statements if "iam:CreateRole" in each["Action"]]
    assert making["Condition"] == {"ArnEquals": {"iam:PermissionsBoundary": boundary}}
    assert may(account, "estate", "iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/sluice-local-producer")
    github = f"arn:aws:iam::{ACCOUNT}:role/sluice-github-estate"
    assert not [action for action in ("iam:PutRolePolicy", "iam:PassRole") if may(account, "estate", action, github)]
    assert not may(account, "estate", "iam:CreatePolicyVersion", boundary)


@pytest.mark.usefixtures("account")
def test_the_estates_role_suffices_and_an_estate_comes_and_goes_without_a_trace(checkout: Checkout) -> None:
    with recording_ctx(checkout) as calls:
        checkout.play("site.yml")
        checkout.destroy()
    assert {"ec2:CreateVpc", "s3:DeleteBucket", "iam:PutRolePolicy"} <= calls, "it was recorded"
    allowed = [
        action
        for each in policy(checkout, "estate")["Statement"]
        if each["Effect"] == "Allow"
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    ]
    # Anybody may ask who they are: AWS STS API Reference, GetCallerIdentity.
    lacking = {call for call in calls if not any(fnmatchcase(call, pattern) for pattern in allowed)}
    assert lacking - {"sts:GetCallerIdentity"} == set()
    assert plan(checkout)[0] == 0, "nothing of the account went with the estate"


def test_the_doctor_finds_nothing_wrong_and_then_what_is(account: Checkout) -> None:
    well = account.run("make", "doctor")
    assert well.returncode == 0, well.stdout
    assert " 0 wrong" in well.stdout
    vpc = account.client("ec2").create_vpc(CidrBlock="10.20.128.0/20")["Vpc"]["VpcId"]
    account.client("ssm").put_parameter(Name=TOKEN.partition("parameter")[2], Value="readable", Type="String")
    ill = account.run("ci/doctor", "local", VENV=str(VENV))
    assert ill.returncode == 1
    assert f"overlaps with {vpc}" in ill.stdout
    assert "next: aws ssm delete-parameter" in ill.stdout
    assert " 2 wrong" in ill.stdout
    assert "readable" not in ill.stdout.replace("readable by all", ""), "no value is told"
