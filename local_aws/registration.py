"""A task as a target of its service's target groups."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from botocore.exceptions import ClientError

from local_aws.definition import CannotStartError
from local_aws.task import Task

log = logging.getLogger(__name__)
Target = list[dict[str, Any]]


@asynccontextmanager
async def registered_ctx(task: Task, elbv2: Any) -> AsyncIterator[None]:
    """While it is open, the task is a target."""
    target = [{"Id": "127.0.0.1", "Port": task.port}]
    groups = task.wanted.target_groups
    try:
        for group in groups:
            await _register(elbv2, group, target)
        yield
    finally:
        for group in groups:
            await _deregister(elbv2, group, target)


async def _register(elbv2: Any, group: str, target: Target) -> None:
    try:
        await elbv2.register_targets(TargetGroupArn=group, Targets=target)
    except ClientError as error:
        raise CannotStartError(f"Target registration failed: {error}") from None


async def _deregister(elbv2: Any, group: str, target: Target) -> None:
    try:
        await elbv2.deregister_targets(TargetGroupArn=group, Targets=target)
    except ClientError as error:  # the group may have been deleted before its service
        log.info("not deregistered: %s", error)
