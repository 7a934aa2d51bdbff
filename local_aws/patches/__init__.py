"""Mends the faults of moto 5.2 that an estate of ours runs into: each patch is named after its fault."""

from local_aws.patches import ecs, elbv2, move_tasks, s3, sqs

ALL = (
    sqs.set_queue_attributes_wipes_the_policy,
    sqs.redrive_allow_policy_is_not_returned,
    sqs.concurrent_calls_lose_messages,
    move_tasks.messages_cannot_be_moved,
    s3.conditions_of_a_bucket_policy_are_ignored,
    ecs.capacity_providers_of_a_cluster_are_missing,
    ecs.create_service_drops_settings,
    ecs.update_service_makes_no_deployment,
    ecs.list_tasks_ignores_the_service,
    ecs.a_family_without_revision_means_an_inactive_one,
    elbv2.attributes_of_a_load_balancer_are_missing,
    elbv2.targets_of_one_address_replace_each_other,
    elbv2.every_target_is_called_healthy,
)


def apply() -> None:
    for patch in ALL:
        patch()
