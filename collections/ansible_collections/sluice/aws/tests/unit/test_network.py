"""What modules of the network promise beyond what every module does."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Run
from .kind import TAGS, Api
from .kinds import kind
from .network import found, named, network
from .stub import Stub, stub_ctx

GROUPS = [
    {"name": name, "vpc": "graph-vpc", "description": name, "tags": TAGS} for name in ("balancer", "tasks", "idle")
]
CALLS = [
    {"from": "balancer", "to": "tasks", "port": 8080, "description": "Mail"},
    {"from": "tasks", "to": "balancer", "port": 443},
    {"from": "tasks", "to_prefix_list": "s3", "port": 443},
    {"from_cidrs": [], "to": "idle", "port": 3000},
]
GRAPH = {"prefix": "graph-", "groups": GROUPS, "calls": CALLS}
GATEWAY = {"service": "s3", "vpc": "surplus-vpc", "type": "gateway", "tags": TAGS}
INTERFACE = {"service": "sqs", "vpc": "surplus-vpc", "subnets": ["surplus-vpc-a"], "security_groups": [], "tags": TAGS}


@pytest.fixture(scope="module", autouse=True)
def _networks(api: Api) -> None:
    network("graph-vpc", 20)(api)
    network("surplus-vpc", 21)(api)


@pytest.fixture
def graph(run: Run) -> Iterator[Any]:
    yield run("security_group", **GRAPH)
    run("security_group", state="absent", **GRAPH)


def rules(api: Api, group: str) -> list[dict[str, Any]]:
    of_the_group = [{"Name": "group-id", "Values": [found(api, "security_groups", group, "group-name")["GroupId"]]}]
    return list(api("ec2").describe_security_group_rules(Filters=of_the_group)["SecurityGroupRules"])


def test_groups_that_name_one_another_are_made_and_removed_in_one_run(run: Run, graph: Any) -> None:
    assert [change["action"] for change in graph.answer["changes"]] == ["create"] * 3
    assert not run("security_group", **GRAPH).changed
    removed = run("security_group", state="absent", **GRAPH)
    assert [change["action"] for change in removed.answer["changes"]] == ["remove"] * 3


@pytest.mark.usefixtures("graph")
def test_a_group_that_is_no_longer_listed_goes_when_nobody_calls_it(run: Run) -> None:
    foreign = {"name": "graph-of-another", "vpc": "graph-vpc", "description": "Another's", "tags": {"Project": "other"}}
    run("security_group", groups=[foreign])
    left = {**GRAPH, "groups": [group for group in GROUPS if group["name"] != "tasks"], "calls": CALLS[3:]}
    planned = run("security_group", check=True, **left)
    told = [("change", "graph-balancer"), ("remove", "graph-tasks")]
    assert [(change["action"], change["name"]) for change in planned.answer["changes"]] == told
    assert run("security_group", **left).writes[-1] == "DeleteSecurityGroup"
    assert not run("security_group", **left).changed
    run("security_group", state="absent", groups=[foreign])


@pytest.mark.usefixtures("graph")
def test_groups_that_are_no_longer_listed_go_though_they_name_one_another(run: Run) -> None:
    left = {**GRAPH, "groups": [group for group in GROUPS if group["name"] == "idle"], "calls": CALLS[3:]}
    removed = run("security_group", **left)
    told = [("remove", "graph-balancer"), ("remove", "graph-tasks")]
    assert sorted((change["action"], change["name"]) for change in removed.answer["changes"]) == told
    assert not run("security_group", **left).changed


@pytest.mark.usefixtures("graph")
def test_a_call_is_open_at_both_ends_and_nothing_else_is(api: Api) -> None:
    tasks = found(api, "security_groups", "graph-tasks", "group-name")["GroupId"]
    balancer = found(api, "security_groups", "graph-balancer", "group-name")["GroupId"]

    def ends(group: str) -> set[tuple[bool, int, str | None]]:
        told = rules(api, group)
        return {(r["IsEgress"], r["FromPort"], r.get("ReferencedGroupInfo", {}).get("GroupId")) for r in told}

    assert ends("graph-balancer") == {(True, 8080, tasks), (False, 443, tasks)}
    assert ends("graph-tasks") == {(False, 8080, balancer), (True, 443, balancer), (True, 443, None)}
    assert ends("graph-idle") == set(), "a call from nobody opens nothing, and AWS's own rule is gone"


@pytest.mark.usefixtures("graph")
def test_a_call_that_is_described_anew_is_never_closed_for_another(run: Run) -> None:
    told = run("security_group", **{**GRAPH, "calls": [{**CALLS[0], "description": "More mail"}, *CALLS[1:]]})
    fields = {change["name"]: change["fields"] for change in told.answer["changes"]}
    assert fields == {
        "graph-balancer": {"outbound.tcp 8080 to group tasks": ["Mail", "More mail"]},
        "graph-tasks": {"inbound.tcp 8080 from group balancer": ["Mail", "More mail"]},
    }


@pytest.mark.usefixtures("graph")
def test_a_call_that_moves_to_another_port_is_opened_first_and_closed_when_told(run: Run) -> None:
    moved = {**GRAPH, "calls": [{**CALLS[0], "port": 9090}, *CALLS[1:]]}
    opened, closed = ("tcp 9090", [None, "Mail"]), ("tcp 8080", ["Mail", None])
    for step, (port, values), verb in (("open", opened, "Authorize"), ("close", closed, "Revoke")):
        told = [run("security_group", check=check, step=step, **moved) for check in (True, False)]
        fields = [{each["name"]: each["fields"] for each in one.answer["changes"]} for one in told]
        inbound = {f"inbound.{port} from group balancer": values}
        assert fields == [{"graph-balancer": {f"outbound.{port} to group tasks": values}, "graph-tasks": inbound}] * 2
        assert told[0].writes == []
        assert {write.partition("SecurityGroup")[0] for write in told[1].writes} == {verb}
        assert not run("security_group", step=step, **moved).changed
    assert not run("security_group", **moved).changed


def test_what_is_not_there_yet_has_nothing_to_close(run: Run) -> None:
    assert not run("security_group", check=True, step="close", **GRAPH).changed


@pytest.mark.usefixtures("graph")
def test_what_the_world_may_call_is_closed_at_once(run: Run) -> None:
    world = {"from_cidrs": ["0.0.0.0/0"], "to": "tasks", "port": 22}
    run("security_group", **{**GRAPH, "calls": [*CALLS, world]})
    assert not run("security_group", step="close", **GRAPH).changed
    assert run("security_group", step="open", **GRAPH).writes == ["RevokeSecurityGroupIngress"]


@pytest.mark.parametrize(
    ("call", "said"),
    [({"from": "balancer", "to": "nobody"}, "the group nobody"), ({"from": "balancer"}, "has no end `to`")],
)
def test_a_call_that_leads_nowhere_is_refused_before_any_write(run: Run, call: Any, said: str) -> None:
    refused = run("security_group", **{**GRAPH, "calls": [{**call, "port": 1}]}, fails=True)
    assert said in refused.answer["msg"]
    assert refused.writes == []


@pytest.mark.usefixtures("graph")
def test_a_group_is_not_replaced_untold(run: Run) -> None:
    described = {**GRAPH, "groups": [{**GROUPS[0], "description": "other"}, *GROUPS[1:]]}
    refused = run("security_group", **described, fails=True)
    assert "replace=graph-balancer" in refused.answer["msg"]
    assert refused.writes == []


@pytest.mark.usefixtures("graph")
def test_what_keeps_a_group_from_going_is_named_when_the_wait_is_over(
    run: Run, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ansible_collections.sluice.aws.plugins.module_utils.ec2.FREE_WITHIN_SECONDS", 0)
    subnet = found(api, "subnets", "graph-vpc-a")["SubnetId"]
    group = found(api, "security_groups", "graph-idle", "group-name")["GroupId"]
    left = {"SubnetId": subnet, "Groups": [group], "Description": "ELB app/left"}
    interface = api("ec2").create_network_interface(**left)["NetworkInterface"]["NetworkInterfaceId"]
    with stub_ctx(Stub("DependencyViolation", "in use", lambda called: called == "DeleteSecurityGroup", 99)):
        refused = run("security_group", fails=True, state="absent", **GRAPH)
    api("ec2").delete_network_interface(NetworkInterfaceId=interface)
    assert f"it is still in use by {interface} (ELB app/left) after 0 s" in refused.answer["msg"]


def test_endpoints_that_are_no_longer_listed_go_and_those_of_others_stay(run: Run, api: Api) -> None:
    vpc = found(api, "vpcs", "surplus-vpc")["VpcId"]
    foreign = api("ec2").create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Gateway", ServiceName="com.amazonaws.us-east-1.dynamodb"
    )["VpcEndpoint"]["VpcEndpointId"]
    run("vpc_endpoint", endpoints=[GATEWAY, INTERFACE])
    planned = run("vpc_endpoint", check=True, endpoints=[GATEWAY])
    assert [(change["action"], change["name"]) for change in planned.answer["changes"]] == [
        ("remove", "surplus-vpc to sqs")
    ]
    assert planned.writes == []
    assert run("vpc_endpoint", endpoints=[GATEWAY]).writes == ["DeleteVpcEndpoints"]
    assert not run("vpc_endpoint", endpoints=[GATEWAY]).changed
    run("vpc_endpoint", state="absent", endpoints=[GATEWAY])
    assert api("ec2").describe_vpc_endpoints(VpcEndpointIds=[foreign])["VpcEndpoints"][0]["State"] == "available"


def test_routes_of_a_gateway_endpoint_are_left_alone(run: Run) -> None:
    table = {"name": "led", "vpc": "surplus-vpc", "subnets": ["surplus-vpc-a"]}
    run("route_table", route_tables=[table])
    run("vpc_endpoint", endpoints=[{**GATEWAY, "route_tables": ["led"]}])
    assert not run("route_table", route_tables=[table]).changed
    assert not run("vpc_endpoint", endpoints=[{**GATEWAY, "route_tables": ["led"]}]).changed
    run("vpc_endpoint", state="absent", endpoints=[GATEWAY])
    run("route_table", state="absent", route_tables=[table])


def test_a_route_to_a_gateway_that_has_gone_is_a_drift(run: Run, api: Api) -> None:
    gateway = {"name": "lost", "subnet": "surplus-vpc-a"}
    routes = [{"destination": "0.0.0.0/0", "nat_gateway": "lost"}]
    table = {"name": "lost", "vpc": "surplus-vpc", "routes": routes}
    run("nat_gateway", nat_gateways=[gateway])
    run("route_table", route_tables=[table])
    api("ec2").delete_nat_gateway(NatGatewayId=found(api, "nat_gateways", "lost")["NatGatewayId"])
    assert run("nat_gateway", nat_gateways=[gateway]).changed
    mended = run("route_table", route_tables=[table])
    assert mended.fields["routes.0.0.0.0/0"][1] == "NAT gateway lost"
    assert mended.writes == ["ReplaceRoute"]
    run("route_table", state="absent", route_tables=[table])
    run("nat_gateway", state="absent", nat_gateways=[gateway])


def test_an_address_that_a_killed_run_left_is_taken_or_released(run: Run, api: Api) -> None:
    def allocate() -> str:
        made = api("ec2").allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", "left"))
        return str(made["AllocationId"])

    gateway = {"name": "left", "subnet": "surplus-vpc-a"}
    left = allocate()
    run("nat_gateway", nat_gateways=[gateway])
    assert found(api, "nat_gateways", "left")["NatGatewayAddresses"][0]["AllocationId"] == left
    run("nat_gateway", state="absent", nat_gateways=[gateway])
    allocate()
    assert run("nat_gateway", state="absent", nat_gateways=[gateway]).writes == ["ReleaseAddress"]
    assert not run("nat_gateway", state="absent", nat_gateways=[gateway]).changed


def test_a_destination_that_aws_refuses_is_told(run: Run) -> None:
    item = {**kind("flow_log").item, "log_group": None, "role_arn": None, "bucket_arn": "arn:aws:s3:::nowhere"}
    refused = run("flow_log", flow_logs=[item], fails=True)
    assert "nowhere does not exist" in refused.answer["msg"]
