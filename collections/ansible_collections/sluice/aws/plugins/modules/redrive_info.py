#!/usr/bin/python
"""How far the newest move of a dead-letter queue is."""

from __future__ import annotations

DOCUMENTATION = r"""
module: redrive_info
short_description: Tells how far the newest move of a dead-letter queue is
description:
  - Reads the newest message move task of SQS.
options:
  queue: {description: Name of the dead-letter queue., type: str, required: true}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look how far the move is
  sluice.aws.redrive_info:
    queue: sluice-dev-mail-dead
"""

RETURN = r"""
task:
  description: Its C(status), C(moved), C(to_move), C(started) and C(failure); null where there was none.
  type: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.move_tasks import newest_task
from ansible_collections.sluice.aws.plugins.module_utils.queues import existing_queue
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    name = module.params["queue"]
    try:
        _, attributes = existing_queue(module, name)
        task = newest_task(module, attributes["QueueArn"])
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(error, msg=f"The moves of {name} cannot be read")
    module.exit_json(changed=False, task=task)


if __name__ == "__main__":
    main()
