"""What modules of ours need of boto3, loaded once before Ansible forks for each task: see action/in_process.py."""

from __future__ import annotations

import functools
import gc

import ansible_collections.amazon.aws.plugins.module_utils.modules  # noqa: F401 -- imports boto3
import botocore.session

# Those that an apply speaks to; another one is read when it is needed.
SERVICES = (
    "application-autoscaling",
    "autoscaling",
    "cloudwatch",
    "ec2",
    "ecs",
    "elbv2",
    "iam",
    "kms",
    "logs",
    "s3",
    "sqs",
    "ssm",
    "sts",
)


def preload() -> None:
    """All sessions share one loader from here on: reading a service's description is most of what its client costs."""
    botocore.session.create_loader = functools.cache(botocore.session.create_loader)
    loader = botocore.session.get_session().get_component("data_loader")
    for data in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(data)
    for service in SERVICES:
        for description in ("service-2", "endpoint-rule-set-1"):
            loader.load_service_model(service, description, api_version=None)
    # Or each fork looks for garbage in all that it has inherited, and copies the pages of it by that.
    gc.collect()
    gc.freeze()
