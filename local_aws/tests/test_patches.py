"""Each patch: the fault is still there upstream (otherwise drop the patch), and gone here."""

import json
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from .conftest import Client, register


def test_a_queue_keeps_its_policy_when_another_attribute_is_set(upstream: Client, aws: Client) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]})

    def policy_afterwards(sqs: Any) -> Any:
        url = sqs.create_queue(QueueName="policy", Attributes={"Policy": policy})["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return attributes.get("Policy")

    assert policy_afterwards(upstream("sqs")) is None
    assert policy_afterwards(aws("sqs")) == policy


def test_a_dead_letter_queue_says_who_may_redrive_to_it(upstream: Client, aws: Client) -> None:
    allowed = json.dumps({"redrivePermission": "denyAll"})

    def told(sqs: Any) -> Any:
        url = sqs.create_queue(QueueName="dead")["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": allowed})
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return attributes.get("RedriveAllowPolicy")

    assert told(upstream("sqs")) is None
    assert told(aws("sqs")) == allowed


def test_a_policy_that_demands_tls_lets_objects_through(upstream: Client, aws: Client) -> None:
    demand = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }

    def put(s3: Any) -> None:
        s3.create_bucket(Bucket="mail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_policy(Bucket="mail", Policy=json.dumps({"Version": "2012-10-17", "Statement": [demand]}))
        s3.put_object(Bucket="mail", Key="one", Body=b"1")

    with pytest.raises(ClientError, match="Forbidden"):
        put(upstream("s3"))
    put(aws("s3"))


def test_a_policy_that_forbids_without_condition_still_forbids(aws: Client) -> None:
    bucket = "closed"
    forbid = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    aws("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [forbid]}))

    with pytest.raises(ClientError, match="Forbidden"):
        aws("s3").put_object(Bucket=bucket, Key="one", Body=b"1")


def test_a_target_of_logs_may_permit_more_than_one_prefix(upstream: Client, aws: Client) -> None:
    permit = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/buckets/*",
    }

    def log(s3: Any, prefix: str) -> str:
        location = {"LocationConstraint": "eu-west-1"}
        for name in ("logs", "logging"):
            with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
                s3.create_bucket(Bucket=name, CreateBucketConfiguration=location)
        s3.put_bucket_policy(Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [permit]}))
        target = {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": prefix}}
        s3.put_bucket_logging(Bucket="logging", BucketLoggingStatus=target)
        return str(s3.get_bucket_logging(Bucket="logging")["LoggingEnabled"]["TargetPrefix"])

    with pytest.raises(ClientError, match="InvalidTargetBucketForLogging"):
        log(upstream("s3"), "buckets/mail/")
    assert log(aws("s3"), "buckets/mail/") == "buckets/mail/"
    with pytest.raises(ClientError, match="InvalidTargetBucketForLogging"):
        log(aws("s3"), "elsewhere/")


def test_a_new_cluster_has_an_empty_list_of_capacity_providers(upstream: Client, aws: Client) -> None:
    def cluster(ecs: Any) -> dict[str, Any]:
        return dict(ecs.create_cluster(clusterName="patched")["cluster"])

    assert "capacityProviders" not in cluster(upstream("ecs"))
    made = cluster(aws("ecs"))
    assert (made["capacityProviders"], made["defaultCapacityProviderStrategy"]) == ([], [])


SETTINGS = {
    "capacityProviderStrategy": [{"capacityProvider": "hosts", "weight": 1, "base": 0}],
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "minimumHealthyPercent": 50,
        "maximumPercent": 200,
    },
    "enableECSManagedTags": True,
    "enableExecuteCommand": True,
    "healthCheckGracePeriodSeconds": 30,
    "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}],
}


def test_a_service_keeps_the_settings_that_it_was_created_with(upstream: Client, aws: Client) -> None:
    def kept(client: Client) -> dict[str, Any]:
        client("ecs").create_cluster(clusterName="kept")
        service = client("ecs").create_service(
            cluster="kept", serviceName="kept", taskDefinition=register(client, "kept"), **SETTINGS
        )["service"]
        return {name: service.get(name) for name in [*SETTINGS, "launchType"]}

    assert kept(upstream) == {**dict.fromkeys(SETTINGS), "launchType": "EC2"}
    assert kept(aws) == {**SETTINGS, "launchType": None}


def updated(client: Client, **changes: Any) -> dict[str, Any]:
    cluster = f"updated-{uuid4()}"
    client("ecs").create_cluster(clusterName=cluster)
    client("ecs").create_service(cluster=cluster, serviceName="one", taskDefinition=register(client, "updated"))
    service = client("ecs").update_service(cluster=cluster, service="one", **changes)["service"]
    return dict(service)


def test_an_update_to_another_task_definition_begins_a_deployment(upstream: Client, aws: Client) -> None:
    register(upstream, "next")
    definition = register(aws, "next")

    assert len(updated(upstream, taskDefinition="next")["deployments"]) == 1
    service = updated(aws, taskDefinition="next")
    assert service["taskDefinition"] == definition
    assert [each["status"] for each in service["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert service["deployments"][0]["taskDefinition"] == definition


def test_a_forced_deployment_stands_beside_the_one_before(upstream: Client, aws: Client) -> None:
    assert len(updated(upstream, forceNewDeployment=True)["deployments"]) == 1
    assert len(updated(aws, forceNewDeployment=True)["deployments"]) == 2


def test_an_update_of_the_desired_count_starts_no_task_by_itself(upstream: Client, aws: Client) -> None:
    def counts(service: dict[str, Any]) -> tuple[int, int]:
        return service["runningCount"], service["pendingCount"]

    assert counts(updated(upstream, desiredCount=2)) == (2, 0)
    assert counts(updated(aws, desiredCount=2)) == (0, 2)


def test_a_family_stands_for_its_latest_active_revision(upstream: Client, aws: Client) -> None:
    def revision_described(client: Client) -> int:
        register(client, "revised")
        client("ecs").deregister_task_definition(taskDefinition=register(client, "revised"))
        return int(client("ecs").describe_task_definition(taskDefinition="revised")["taskDefinition"]["revision"])

    assert revision_described(upstream) == 2
    assert revision_described(aws) == 1


def test_a_family_without_active_revision_is_not_found(aws: Client) -> None:
    aws("ecs").deregister_task_definition(taskDefinition=register(aws, "gone"))

    with pytest.raises(ClientError):
        aws("ecs").describe_task_definition(taskDefinition="gone")


def subnet(client: Client) -> str:
    vpc = client("ec2").create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    return str(client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.2.0.0/24")["Subnet"]["SubnetId"])


def target_group(client: Client, name: str) -> str:
    vpc = client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    group = client("elbv2").create_target_group(
        Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip", HealthCheckPath="/health"
    )
    return str(group["TargetGroups"][0]["TargetGroupArn"])


def test_a_load_balancer_tells_all_its_attributes(upstream: Client, aws: Client) -> None:
    def names(client: Client) -> set[str]:
        balancer = client("elbv2").create_load_balancer(Name="attributes", Subnets=[subnet(client)])
        arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
        attributes = client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn)
        return {each["Key"] for each in attributes["Attributes"]}

    indexed = {"access_logs.s3.enabled", "idle_timeout.timeout_seconds", "routing.http2.enabled"}
    assert not indexed & names(upstream)
    assert indexed <= names(aws)


def test_two_tasks_of_one_address_are_two_targets(upstream: Client, aws: Client) -> None:
    def ports(client: Client) -> list[int]:
        arn = target_group(client, "ports")
        for port in (1, 2):
            client("elbv2").register_targets(TargetGroupArn=arn, Targets=[{"Id": "127.0.0.1", "Port": port}])
        told = client("elbv2").describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        return [each["Target"]["Port"] for each in told]

    assert ports(upstream) == [2]
    assert ports(aws) == [1, 2]


def test_a_target_that_nobody_has_checked_is_not_healthy(upstream: Client, aws: Client) -> None:
    def state(client: Client) -> str:
        arn = target_group(client, "unchecked")
        client("elbv2").register_targets(TargetGroupArn=arn, Targets=[{"Id": "127.0.0.1", "Port": 1}])
        told = client("elbv2").describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        return str(told[0]["TargetHealth"]["State"])

    assert state(upstream) == "healthy"
    assert state(aws) == "initial"


def test_tasks_are_listed_by_service_and_only_while_they_run(upstream: Client, aws: Client) -> None:
    def listed(client: Client, **filters: str) -> list[str]:
        client("ecs").create_cluster(clusterName="listed")
        network = {"awsvpcConfiguration": {"subnets": [subnet(client)], "securityGroups": []}}
        for group in ("service:one", "service:two"):
            client("ecs").run_task(
                cluster="listed",
                taskDefinition=register(client, "listed"),
                launchType="FARGATE",
                networkConfiguration=network,
                group=group,
            )
        tasks = client("ecs").list_tasks(cluster="listed", **filters)["taskArns"]
        client("ecs").stop_task(cluster="listed", task=tasks[0])
        return list(client("ecs").list_tasks(cluster="listed", **filters)["taskArns"])

    assert len(listed(upstream, serviceName="one")) == 2
    assert len(listed(aws, serviceName="one")) == 0


def test_the_audiences_of_a_provider_can_be_changed(upstream: Client, aws: Client) -> None:
    def changed(iam: Any) -> list[str]:
        made = iam.create_open_id_connect_provider(Url="https://token.example.org", ClientIDList=["one"])
        provider = {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}
        iam.add_client_id_to_open_id_connect_provider(**provider, ClientID="two")
        iam.remove_client_id_from_open_id_connect_provider(**provider, ClientID="one")
        return list(iam.get_open_id_connect_provider(**provider)["ClientIDList"])

    with pytest.raises(ResponseParserError):  # moto ends in a page of HTML
        changed(upstream("iam"))
    assert changed(aws("iam")) == ["two"]


def test_what_a_policy_allows_can_be_asked(upstream: Client, aws: Client) -> None:
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:*:mail*"}
    forbidden = {"Effect": "Deny", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:mail-dead"}

    def decisions(iam: Any) -> dict[str, str]:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed, forbidden]})
        role = iam.create_role(RoleName="asked", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
        iam.put_role_policy(RoleName="asked", PolicyName="work", PolicyDocument=policy)
        told = iam.simulate_principal_policy(
            PolicySourceArn=role,
            ActionNames=["sqs:SendMessage"],
            ResourceArns=[
                f"arn:aws:sqs:eu-west-1:000000000000:{name}" for name in ("mail", "mail-dead", "other", "mail*")
            ],
        )
        return {each["EvalResourceName"].split(":")[-1]: each["EvalDecision"] for each in told["EvaluationResults"]}

    with pytest.raises(ResponseParserError):  # moto ends in a page of HTML
        decisions(upstream("iam"))
    assert decisions(aws("iam")) == {
        "mail": "allowed",
        "mail-dead": "explicitDeny",
        "other": "implicitDeny",
        "mail*": "allowed",
    }


def test_a_log_group_takes_another_key_and_gives_it_back(upstream: Client, aws: Client) -> None:
    key = "arn:aws:kms:eu-west-1:000000000000:key/one"

    def keys(logs: Any) -> list[str | None]:
        logs.create_log_group(logGroupName="keyed")
        found = []
        for change in (partial(logs.associate_kms_key, kmsKeyId=key), logs.disassociate_kms_key):
            change(logGroupName="keyed")
            found.append(logs.describe_log_groups(logGroupNamePrefix="keyed")["logGroups"][0].get("kmsKeyId"))
        return found

    with pytest.raises(ClientError, match="500"):
        keys(upstream("logs"))
    assert keys(aws("logs")) == [key, None]
