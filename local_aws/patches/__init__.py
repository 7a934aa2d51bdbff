"""Mends the faults of moto 5.2 that an estate of ours runs into: each patch is named after its fault."""

from local_aws.patches import ec2, ecs, ecs_answers, elbv2, iam, logs, move_tasks, s3, servicequotas, sqs

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
    elbv2.targets_of_one_address_replace_each_other,
    elbv2.every_target_is_called_healthy,
    elbv2.target_groups_do_not_know_who_forwards_to_them,
    logs.the_key_of_a_log_group_is_fixed,
    iam.audiences_of_an_oidc_provider_are_fixed,
    iam.policies_cannot_be_simulated,
    servicequotas.quotas_of_ec2_are_unknown,
)


def apply() -> None:
    for patch in ALL:
        patch()
