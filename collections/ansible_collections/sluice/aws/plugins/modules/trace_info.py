#!/usr/bin/python
"""The way of one email from its request to its object."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trace_info
short_description: What is known of one email
description:
  - Finds what services wrote of an email by its id, and its object.
options:
  email_id: {description: What the producer answered as X-Email-Id., type: str, required: true}
  log_groups: {description: Where the services write., type: list, elements: str, required: true}
  folder:
    description: Where their lines are files on this machine, below the name of which they are read instead.
    type: str
    default: ""
  hours: {description: How far to look back., type: int, default: 24}
  bucket: {description: Name of the mail bucket., type: str, required: true}
  prefix: {description: What the key of an object begins with., type: str, default: emails/}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Find the way of an email
  sluice.aws.trace_info:
    email_id: 880b1a85-8c02-41f7-8eb1-288e0d4b4134
    log_groups: [/sluice/sluice-dev/producer, /sluice/sluice-dev/consumer]
    bucket: sluice-dev-mail-111111111111
"""

RETURN = r"""
lines:
  description: What was written of it, the oldest first.
  type: list
  elements: dict
  returned: always
object:
  description: Where it is, its size and when it was written; empty where there is none.
  type: dict
  returned: always
"""

from typing import Any
from uuid import UUID

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.log_lines import in_folder, in_groups, way
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, reason
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    asked = module.params
    try:
        email_id = str(UUID(asked["email_id"]))
    except ValueError:
        module.fail_json(msg=f"{asked['email_id']} is no email id: the producer answers it as X-Email-Id")
    search = in_folder(asked["folder"]) if asked["folder"] else in_groups(module, asked["log_groups"], asked["hours"])
    try:
        lines = way(search, email_id)
        stored = _stored(module, asked["bucket"], f"{asked['prefix']}{email_id}.json")
    except RefusedError as refused:
        module.fail_json(msg=str(refused))
    except (BotoCoreError, ClientError) as error:
        module.fail_json(msg=reason(error))
    module.exit_json(changed=False, lines=lines, object=stored)


def _stored(module: AnsibleAWSModule, bucket: str, key: str) -> dict[str, Any]:
    try:
        found = client(module, "s3").head_object(Bucket=bucket, Key=key)
    except is_boto3_error_code("404"):
        return {}
    return {
        "url": f"s3://{bucket}/{key}",
        "bytes": found["ContentLength"],
        "written": found["LastModified"].isoformat(timespec="seconds"),
    }


if __name__ == "__main__":
    main()
