"""Networks."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response
from moto.ec2.utils import random_private_ip

from local_aws.patches.wrap import wrap


def nat_gateways_are_not_found_by_tag() -> None:
    """DescribeNatGateways must heed a filter by tag."""

    def describe(original: Any, ec2: EC2Backend, filters: Any, nat_gateway_ids: Any) -> Any:
        asked = {key.removeprefix("tag:"): values for key, values in (filters or {}).items() if key.startswith("tag:")}
        found = original(ec2, filters, nat_gateway_ids)
        return [each for each in found if all(_tag(each, key) in values for key, values in asked.items())]

    wrap(EC2Backend, "describe_nat_gateways", describe)


def a_deleted_nat_gateway_keeps_its_address() -> None:
    """Once it is gone, its interface is too, and its address is free for another one."""

    def delete(original: Any, ec2: EC2Backend, nat_gateway_id: str) -> Any:
        gateway = original(ec2, nat_gateway_id)
        ec2.enis.pop(gateway._eni.id, None)
        for address in ec2.describe_addresses():
            if address.eni is gateway._eni:
                address.eni = address.association_id = None
        return gateway

    wrap(EC2Backend, "delete_nat_gateway", delete)


def modify_vpc_endpoint_drops_settings() -> None:
    """Private DNS must change, an interface come and go with each subnet, and a route with each route table."""

    def modify(original: Any, response: EC2Response) -> ActionResult:
        ec2 = response.ec2_backend
        endpoint = ec2.get_vpc_end_point(response._get_param("VpcEndpointId"))
        subnets, tables = set(endpoint.subnet_ids or []), set(endpoint.route_table_ids)
        answer: ActionResult = original(response)
        if (private := response._get_bool_param("PrivateDnsEnabled")) is not None:
            endpoint.private_dns_enabled = private
        if subnets != set(endpoint.subnet_ids or []):
            for interface in endpoint.network_interface_ids:
                ec2.enis.pop(interface, None)
            made = [ec2.create_network_interface(subnet, random_private_ip()) for subnet in endpoint.subnet_ids]
            endpoint.network_interface_ids = [interface.id for interface in made]
        prefix_list = endpoint.destination_prefix_list_id
        for table in tables - set(endpoint.route_table_ids):
            ec2.delete_route(table, None, destination_prefix_list_id=prefix_list)
        for table in set(endpoint.route_table_ids) - tables:
            ec2.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list)
        return answer

    wrap(EC2Response, "modify_vpc_endpoint", modify)


def what_is_in_use_can_be_deleted() -> None:
    """A subnet that holds interfaces, a group that a rule or an interface names, a VPC with a gateway: none may go."""

    def delete_subnet(original: Any, ec2: EC2Backend, subnet_id: str) -> Any:
        if any(interface.subnet.id == subnet_id for interface in ec2.enis.values()):
            raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        return original(ec2, subnet_id)

    def delete_security_group(original: Any, ec2: EC2Backend, name: Any = None, group_id: Any = None) -> Any:
        groups = [group for groups in ec2.groups.values() for group in groups.values() if group.id != group_id]
        rules = [rule for group in groups for rule in [*group.ingress_rules, *group.egress_rules]]
        named = {rule.source_group.get("GroupId") for rule in rules}
        used = {group for endpoint in ec2.vpc_end_points.values() for group in _groups_in_use(endpoint)}
        if group_id in named | used:
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        return original(ec2, name, group_id)

    def delete_vpc(original: Any, ec2: EC2Backend, vpc_id: str) -> Any:
        if any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in ec2.internet_gateways.values()):
            raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
        return original(ec2, vpc_id)

    wrap(EC2Backend, "delete_subnet", delete_subnet)
    wrap(EC2Backend, "delete_security_group", delete_security_group)
    wrap(EC2Backend, "delete_vpc", delete_vpc)


def only_ranges_of_addresses_have_a_description() -> None:
    """A rule that names a group or a prefix list must tell the description that it was given."""

    def init(original: Any, rule: SecurityGroupRule, *args: Any, **kwargs: Any) -> None:
        original(rule, *args, **kwargs)
        # The ends of a rule are arguments six to eight: of addresses, of a group, of a prefix list.
        said = next((end["Description"] for end in args[5:8] if end and end.get("Description")), None)
        rule.said = said  # type: ignore[attr-defined]

    def description(rule: Any) -> str | None:
        given: str | None = rule.ip_range.get("Description") or rule.said
        return given

    wrap(SecurityGroupRule, "__init__", init)
    SecurityGroupRule.description = property(description)  # type: ignore[method-assign, assignment]


def flow_logs_know_no_folder_of_a_bucket() -> None:
    """A destination may go on after the bucket's name, and must be told as it was given."""

    def create(original: Any, ec2: EC2Backend, *args: Any, **kwargs: Any) -> Any:
        given = kwargs.get("log_destination")
        if not given or kwargs.get("log_destination_type") != "s3":
            return original(ec2, *args, **kwargs)
        made, refused = original(ec2, *args, **{**kwargs, "log_destination": given.split("/")[0]})
        for flow_log in made:
            flow_log.log_destination = given
        return made, refused

    wrap(EC2Backend, "create_flow_logs", create)


def _groups_in_use(endpoint: Any) -> list[str]:
    return [] if endpoint.state == "deleted" else endpoint.security_group_ids


def _tag(found: Any, key: str) -> str | None:
    return next((tag["value"] for tag in found.get_tags() if tag["key"] == key), None)
