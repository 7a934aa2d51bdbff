"""Mends the faults of moto 5.2 that an estate of ours runs into: each patch is named after its fault."""

<<<<<<< HEAD
from local_aws.patches import (
    acm,
    applicationautoscaling,
    autoscaling,
    capacity_providers,
    cloudwatch,
    ec2,
    ecs,
    elbv2,
    iam,
    kms,
    launch_templates,
    logs,
    move_tasks,
    s3,
    servicequotas,
    sqs,
)
=======
from local_aws.patches import ec2, ecs, ecs_answers, elbv2, iam, logs, move_tasks, s3, servicequotas, sqs
>>>>>>> services

ALL = (
    ec2.nat_gateways_are_not_found_by_tag,
    ec2.a_deleted_nat_gateway_keeps_its_address,
    ec2.modify_vpc_endpoint_drops_settings,
    ec2.what_is_in_use_can_be_deleted,
    ec2.flow_logs_know_no_folder_of_a_bucket,
    ec2.only_ranges_of_addresses_have_a_description,
    sqs.set_queue_attributes_wipes_the_policy,
    sqs.redrive_allow_policy_is_not_returned,
    sqs.concurrent_calls_lose_messages,
    move_tasks.messages_cannot_be_moved,
    s3.conditions_of_a_bucket_policy_are_ignored,
    s3.logs_need_a_statement_for_their_very_prefix,
    ecs.capacity_providers_of_a_cluster_are_missing,
    ecs.create_service_drops_settings,
    ecs.update_service_makes_no_deployment,
    ecs.list_tasks_ignores_the_service,
    ecs.a_family_without_revision_means_an_inactive_one,
    ecs_answers.one_call_decides_whether_another_is_told_tags,
    elbv2.attributes_of_a_load_balancer_are_missing,
    elbv2.a_protected_load_balancer_can_be_deleted,
    elbv2.a_load_balancer_has_no_interfaces,
    elbv2.targets_of_one_address_replace_each_other,
    elbv2.every_target_is_called_healthy,
    elbv2.target_groups_do_not_know_who_forwards_to_them,
    acm.certificates_are_issued_by_time_alone,
    acm.a_certificate_in_use_can_be_deleted,
    logs.the_key_of_a_log_group_is_fixed,
    iam.audiences_of_an_oidc_provider_are_fixed,
    iam.policies_cannot_be_simulated,
    servicequotas.quotas_of_ec2_are_unknown,
    kms.keys_of_aws_are_called_a_customers,
    launch_templates.tags_of_a_launch_template_are_fixed,
    launch_templates.hosts_of_a_second_version_cannot_be_launched,
    autoscaling.hosts_forget_their_version,
    autoscaling.a_terminated_host_leaves_its_interface_behind,
    autoscaling.a_deletion_by_force_spares_protected_hosts,
    autoscaling.instances_cannot_be_refreshed,
    capacity_providers.an_unknown_capacity_provider_can_be_attached,
    capacity_providers.a_capacity_provider_in_use_can_be_deleted,
    capacity_providers.capacity_providers_cannot_be_listed,
    capacity_providers.managed_draining_cannot_be_changed,
    applicationautoscaling.a_policy_that_is_put_again_is_another,
    applicationautoscaling.a_policy_needs_no_target,
    applicationautoscaling.policies_outlive_their_target,
    applicationautoscaling.a_target_out_of_its_bounds_stays_there,
    applicationautoscaling.policies_are_found_by_a_part_of_their_services_name,
    cloudwatch.tags_of_an_alarm_outlive_it,
    cloudwatch.an_alarm_that_is_put_again_gains_tags,
)


def apply() -> None:
    for patch in ALL:
        patch()
