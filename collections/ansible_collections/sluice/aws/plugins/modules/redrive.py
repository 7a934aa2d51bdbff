#!/usr/bin/python
"""Moves all messages of a dead-letter queue to another queue."""

from __future__ import annotations

DOCUMENTATION = r"""
module: redrive
short_description: Moves the messages of a dead-letter queue back
description:
  - Starts a message move task of SQS and waits for its end, telling how far it is. SQS itself ends a task after
    36 hours. Where one runs already, that one is waited for.
  - A moved message has a new MessageId, a receive count of 0 and a retention that begins anew.
  - Check mode says how many would be moved.
  - Exists since no stock module knows StartMessageMoveTask.
options:
  queue: {description: Name of the dead-letter queue., type: str, required: true}
  destination:
    description:
      - Name of the queue that the messages go to.
      - Without it each goes back to where it failed, and the move fails at the first message that somebody sent to
        the dead-letter queue itself, for SQS does not know where that one belongs.
    type: str
  messages_per_second:
    description: How many are moved in a second, from 1 to 500; 0 leaves that to SQS.
    type: int
    default: 0
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Move the dead letters back
  sluice.aws.redrive:
    queue: sluice-dev-mail-dead
    destination: sluice-dev-mail
    messages_per_second: 50
"""

RETURN = r"""
moved: {description: About how many were moved., type: int, returned: when a task has ended}
to_move: {description: About how many are to be moved., type: int, returned: always}
"""

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.move_tasks import RUNNING, newest_task
from ansible_collections.sluice.aws.plugins.module_utils.queues import existing_queue, messages_in
from botocore.exceptions import BotoCoreError, ClientError

FASTEST = 500  # messages a second: SQS API Reference, StartMessageMoveTask


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    name, rate = module.params["queue"], module.params["messages_per_second"]
    if not 0 <= rate <= FASTEST:
        module.fail_json(msg=f"{rate} messages a second cannot be moved: it may be 1 to {FASTEST}, or 0 for SQS to say")
    try:
        _, attributes = existing_queue(module, name)
        before = newest_task(module, attributes["QueueArn"])
        joined = before is not None and before["status"] in RUNNING
        if not (joined or module.check_mode):
            client(module, "sqs").start_message_move_task(**_task(module, attributes["QueueArn"]))
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(error, msg=f"The messages of {name} cannot be moved")
    count = messages_in(attributes)
    # The action plugin of this name waits; it knows the task by not being the one before.
    earlier = None if before is None or joined else before["started"]
    module.exit_json(changed=count > 0, to_move=count, joined=joined, earlier=earlier)


def _task(module: AnsibleAWSModule, source: str) -> dict[str, Any]:
    task: dict[str, Any] = {"SourceArn": source}
    if module.params["destination"]:
        task["DestinationArn"] = existing_queue(module, module.params["destination"])[1]["QueueArn"]
    if module.params["messages_per_second"]:
        task["MaxNumberOfMessagesPerSecond"] = module.params["messages_per_second"]
    return task


if __name__ == "__main__":
    main()
