"""Each control that the project is held to is read back from what was built by a test, or the README says why not."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
HERE = "tests/estate/security"
NETWORK, HOSTS, SERVICES = (f"{HERE}/test_{each}.py" for each in ("network", "hosts", "services"))
STORAGE, POLICIES, ALARMS = (f"{HERE}/test_{each}.py" for each in ("storage", "policies", "alarms"))
BALANCER = f"{HERE}/test_balancer.py"
MAIL = f"{HERE}/test_access_to_archived_mail.py"
ACCOUNT, DOMAINS = "tests/estate/test_account.py", "tests/estate/test_environments.py"

# AWS Foundational Security Best Practices and CIS: the control, and the test of it.
ASSERTED = {
    "ECS.2": (SERVICES, "test_ecs_2_no_task_has_a_public_address"),
    "ECS.3": (SERVICES, "test_ecs_3_no_task_sees_the_processes_of_its_host"),
    "ECS.4": (SERVICES, "test_ecs_4_no_container_is_privileged"),
    "ECS.5": (SERVICES, "test_ecs_5_no_container_writes_to_its_root"),
    "ECS.8": (SERVICES, "test_ecs_8_no_secret_stands_in_an_environment"),
    "ECS.9": (SERVICES, "test_ecs_9_every_container_logs_to_the_group_of_its_service"),
    "ECS.12": (HOSTS, "test_ecs_12_container_insights_are_kept"),
    "ECS.16": (SERVICES, "test_ecs_16_no_task_set_could_have_one"),
    "ECS.17": (SERVICES, "test_ecs_17_no_task_shares_the_network_of_its_host"),
    "ECS.19": (HOSTS, "test_ecs_19_no_host_goes_while_it_has_tasks"),
    "ECS.20": (SERVICES, "test_ecs_20_every_container_runs_as_nobody"),
    "EC2.2": (NETWORK, "test_ec2_2_the_default_security_group_lets_nothing_through"),
    "EC2.3": (HOSTS, "test_ec2_3_7_every_volume_is_encrypted"),
    "EC2.6": (NETWORK, "test_ec2_6_flows_are_logged"),
    "EC2.7": (HOSTS, "test_ec2_3_7_every_volume_is_encrypted"),
    "EC2.8": (HOSTS, "test_ec2_8_170_metadata_needs_a_token_that_goes_no_further_than_the_host"),
    "EC2.9": (HOSTS, "test_ec2_9_15_25_no_host_has_a_public_address"),
    "EC2.15": (NETWORK, "test_ec2_15_no_subnet_hands_out_public_addresses"),
    "EC2.18": (NETWORK, "test_ec2_18_19_only_the_balancer_is_open_to_the_world"),
    "EC2.19": (NETWORK, "test_ec2_18_19_only_the_balancer_is_open_to_the_world"),
    "EC2.21": (NETWORK, "test_ec2_21_nobody_logs_in_from_outside"),
    "EC2.25": (HOSTS, "test_ec2_9_15_25_no_host_has_a_public_address"),
    "EC2.55": (NETWORK, "test_ec2_55_56_57_services_are_reached_from_within"),
    "EC2.56": (NETWORK, "test_ec2_55_56_57_services_are_reached_from_within"),
    "EC2.57": (NETWORK, "test_ec2_55_56_57_services_are_reached_from_within"),
    "EC2.170": (HOSTS, "test_ec2_8_170_metadata_needs_a_token_that_goes_no_further_than_the_host"),
    "AutoScaling.2": (HOSTS, "test_autoscaling_2_hosts_are_in_several_zones"),
    "AutoScaling.9": (HOSTS, "test_autoscaling_9_hosts_come_from_a_launch_template"),
    "S3.1": (STORAGE, "test_no_bucket_can_be_made_public"),
    "S3.2": (STORAGE, "test_no_bucket_can_be_made_public"),
    "S3.3": (STORAGE, "test_no_bucket_can_be_made_public"),
    "S3.5": (MAIL, "test_the_bucket_refuses_a_put"),
    "S3.6": (POLICIES, "test_no_queue_and_no_bucket_allows_anything_by_itself"),
    "S3.8": (STORAGE, "test_no_bucket_can_be_made_public"),
    "S3.9": (STORAGE, "test_whoever_touches_mail_is_logged"),
    "S3.12": (STORAGE, "test_no_acl_counts"),
    "S3.13": (STORAGE, "test_mail_is_versioned_and_ends"),
    "S3.14": (STORAGE, "test_mail_is_versioned_and_ends"),
    "S3.17": (STORAGE, "test_mail_is_encrypted_by_its_own_key_with_a_bucket_key"),
    "SQS.1": (STORAGE, "test_every_queue_is_encrypted"),
    "SQS.3": (POLICIES, "test_no_queue_and_no_bucket_allows_anything_by_itself"),
    **{
        f"ELB.{number}": (BALANCER, "test_a_laptop_lacks_tls_and_deletion_protection_alone")
        for number in (4, 5, 12, 13)
    },
    **{f"ELB.{number}": (DOMAINS, "test_the_balancer_speaks_tls_and_nothing_else") for number in (1, 6, 17)},
    "ECR.1": (ACCOUNT, "test_images_are_scanned_immutable_and_kept_where_they_bear_a_tag"),
    "ECR.2": (ACCOUNT, "test_images_are_scanned_immutable_and_kept_where_they_bear_a_tag"),
    "ECR.3": (ACCOUNT, "test_images_are_scanned_immutable_and_kept_where_they_bear_a_tag"),
    "IAM.1": (POLICIES, "test_no_role_or_resource_allows_all_of_a_service"),
    "IAM.21": (POLICIES, "test_no_role_or_resource_allows_all_of_a_service"),
    "KMS.2": (POLICIES, "test_no_role_is_for_every_resource_but_where_aws_knows_none"),
    "KMS.4": (STORAGE, "test_every_key_gets_new_material_and_can_come_back"),
    "KMS.5": (POLICIES, "test_no_key_is_for_everybody"),
    "CloudWatch.15": (ALARMS, "test_cloudwatch_15_every_alarm_tells_the_topic_or_scales"),
    "CloudWatch.16": (STORAGE, "test_no_log_is_kept_for_ever"),
}

# What the README's table of exceptions names, of something that a test above does not cover.
EXCEPTED = {"S3.9", "S3.17", "EC2.21", "ELB.1", "ELB.6"}


@pytest.mark.parametrize("control", ASSERTED)
def test_a_control_is_asserted_by_a_test_that_is_there(control: str) -> None:
    file, name = ASSERTED[control]
    functions = [each.name for each in ast.parse((REPOSITORY / file).read_text()).body if hasattr(each, "name")]
    assert name in functions


@pytest.mark.parametrize("control", sorted(EXCEPTED))
def test_an_exception_says_why_in_the_readme(control: str) -> None:
    _, _, exceptions = (REPOSITORY / "README.md").read_text().partition("## Security exceptions")
    rows = [line.split("|")[1:3] for line in exceptions.splitlines() if line.startswith("|")]
    (why,) = [why for what, why in rows if re.search(rf"\b{re.escape(control)}\b", what)]
    assert len(why) > 20
