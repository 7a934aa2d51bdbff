#!/usr/bin/python
"""Whose credentials a run has."""

from __future__ import annotations

DOCUMENTATION = r"""
module: caller_info
short_description: The account that credentials belong to
description:
  - As amazon.aws.aws_caller_info, in the process of its task, for every run begins with it; and without the account's
    alias, which takes a permission more.
options: {}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Ask AWS whose account this is
  sluice.aws.caller_info:
"""

RETURN = r"""
account:
  description: Twelve digits.
  type: str
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    try:
        # Tried as often as the SDK is told to: somebody without a network should not wait for more.
        caller = module.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        module.fail_json(msg=reason(error))
    module.exit_json(changed=False, account=caller["Account"])


if __name__ == "__main__":
    main()
