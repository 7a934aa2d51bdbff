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


def test_quotas_of_ec2_are_told(upstream: Client, aws: Client) -> None:
    def addresses(quotas: Any) -> float:
        told = quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-0263D0A3")
        return float(told["Quota"]["Value"])

    with pytest.raises(ClientError, match="NoSuchResource"):
        addresses(upstream("service-quotas"))
    assert addresses(aws("service-quotas")) == 5


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
    told = aws("iam").simulate_principal_policy(
        PolicySourceArn=aws("sts").get_caller_identity()["Arn"], ActionNames=["sqs:SendMessage"]
    )
    assert [each["EvalDecision"] for each in told["EvaluationResults"]] == ["allowed"], "who is no role may do all"


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


def test_a_metric_filter_is_one_however_often_it_is_put_and_goes_with_its_group(upstream: Client, aws: Client) -> None:
    def filters(logs: Any) -> tuple[int, int]:
        group = {"logGroupName": "counted"}
        logs.create_log_group(**group)
        for name in ("one", "other"):
            counted = [{"metricName": name, "metricNamespace": "n", "metricValue": "1"}]
            logs.put_metric_filter(filterName="f", filterPattern="x", metricTransformations=counted, **group)
        there = len(logs.describe_metric_filters(**group)["metricFilters"])
        logs.delete_log_group(**group)
        logs.create_log_group(**group)
        return there, len(logs.describe_metric_filters(**group)["metricFilters"])

    assert filters(upstream("logs")) == (2, 2)
    assert filters(aws("logs")) == (1, 0)


def test_a_nat_gateway_is_found_by_its_name_alone(upstream: Client, aws: Client) -> None:
    def found(client: Client) -> int:
        client("ec2").create_nat_gateway(SubnetId=subnet(client), ConnectivityType="private")
        named = [{"Name": "tag:Name", "Values": ["nobody's"]}]
        return len(client("ec2").describe_nat_gateways(Filters=named)["NatGateways"])

    assert found(upstream) > 0
    assert found(aws) == 0


def test_the_address_of_a_removed_nat_gateway_is_free(upstream: Client, aws: Client) -> None:
    def association(client: Client) -> Any:
        address = client("ec2").allocate_address(Domain="vpc")["AllocationId"]
        made = client("ec2").create_nat_gateway(SubnetId=subnet(client), AllocationId=address)["NatGateway"]
        client("ec2").delete_nat_gateway(NatGatewayId=made["NatGatewayId"])
        return client("ec2").describe_addresses(AllocationIds=[address])["Addresses"][0].get("AssociationId")

    assert association(upstream)
    assert not association(aws)


def test_an_endpoint_keeps_what_it_is_changed_to(upstream: Client, aws: Client) -> None:
    def changed(client: Client) -> tuple[bool, int]:
        ec2 = client("ec2")
        first, vpc = (
            subnet(client),
            ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.2.0.0/16"]}])["Vpcs"][-1],
        )
        second = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.2.1.0/24")["Subnet"]["SubnetId"]
        endpoint = ec2.create_vpc_endpoint(
            VpcId=vpc["VpcId"],
            VpcEndpointType="Interface",
            ServiceName="com.amazonaws.eu-west-1.sqs",
            SubnetIds=[first],
            PrivateDnsEnabled=True,
        )["VpcEndpoint"]["VpcEndpointId"]
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSubnetIds=[second], PrivateDnsEnabled=False)
        told = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
        return told["PrivateDnsEnabled"], len(told["NetworkInterfaceIds"])

    assert changed(upstream) == (True, 1)
    assert changed(aws) == (False, 2)


def test_a_gateway_endpoint_leads_from_the_route_tables_that_it_is_changed_to(upstream: Client, aws: Client) -> None:
    def led(client: Client) -> list[bool]:
        ec2 = client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
        tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
        service = "com.amazonaws.eu-west-1.s3"
        endpoint = ec2.create_vpc_endpoint(
            VpcId=vpc, VpcEndpointType="Gateway", ServiceName=service, RouteTableIds=tables[:1]
        )["VpcEndpoint"]["VpcEndpointId"]
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=tables[1:], RemoveRouteTableIds=tables[:1])
        told = [ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"] for table in tables]
        return [any(route.get("GatewayId") == endpoint for route in routes) for routes in told]

    assert led(upstream) == [True, False]
    assert led(aws) == [False, True]


def test_a_subnet_with_an_interface_in_it_cannot_go(upstream: Client, aws: Client) -> None:
    def remove(client: Client) -> None:
        there = subnet(client)
        client("ec2").create_network_interface(SubnetId=there)
        client("ec2").delete_subnet(SubnetId=there)

    remove(upstream)
    with pytest.raises(ClientError, match="DependencyViolation"):
        remove(aws)


def test_a_group_that_a_rule_names_cannot_go(upstream: Client, aws: Client) -> None:
    def remove(client: Client) -> None:
        ec2 = client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.4.0.0/16")["Vpc"]["VpcId"]
        called, caller = (
            ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("a", "b")
        )
        pair = {"UserIdGroupPairs": [{"GroupId": caller}], "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1}
        ec2.authorize_security_group_ingress(GroupId=called, IpPermissions=[pair])
        ec2.delete_security_group(GroupId=caller)

    remove(upstream)
    with pytest.raises(ClientError, match="DependencyViolation"):
        remove(aws)


def test_a_vpc_with_an_internet_gateway_cannot_go(upstream: Client, aws: Client) -> None:
    def remove(client: Client) -> None:
        vpc = client("ec2").create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
        gateway = client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        client("ec2").attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        client("ec2").delete_vpc(VpcId=vpc)

    remove(upstream)
    with pytest.raises(ClientError, match="DependencyViolation"):
        remove(aws)


def test_flow_logs_go_to_a_folder_of_a_bucket(upstream: Client, aws: Client) -> None:
    destination = "arn:aws:s3:::flow-logs/folder/"

    def told(client: Client) -> list[str]:
        place = {"LocationConstraint": "eu-west-1"}
        client("s3").create_bucket(Bucket="flow-logs", CreateBucketConfiguration=place)
        vpc = client("ec2").create_vpc(CidrBlock="10.6.0.0/16")["Vpc"]["VpcId"]
        client("ec2").create_flow_logs(
            ResourceType="VPC",
            ResourceIds=[vpc],
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination=destination,
        )
        of_the_vpc = [{"Name": "resource-id", "Values": [vpc]}]
        return [each["LogDestination"] for each in client("ec2").describe_flow_logs(Filters=of_the_vpc)["FlowLogs"]]

    assert told(upstream) == []
    assert told(aws) == [destination]


def test_a_rule_that_names_a_group_keeps_its_description(upstream: Client, aws: Client) -> None:
    def description(client: Client) -> Any:
        vpc = client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        group = client("ec2").create_security_group(GroupName="said", Description="said", VpcId=vpc)["GroupId"]
        pairs = [{"GroupId": group, "Description": "Among themselves"}]
        permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": pairs}
        client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        of_the_group = [{"Name": "group-id", "Values": [group]}]
        rules = client("ec2").describe_security_group_rules(Filters=of_the_group)["SecurityGroupRules"]
        return next(rule.get("Description") for rule in rules if not rule["IsEgress"])

    assert description(upstream) is None
    assert description(aws) == "Among themselves"
