#!/usr/bin/python
"""What was released of a service, and what failed to be."""

from __future__ import annotations

DOCUMENTATION = r"""
module: releases_info
short_description: The releases of a service
description:
  - Lists who released what and when, and the attempts that failed, with their reason. SSM keeps the last hundred of
    each.
options:
  release_parameter: {description: SSM parameter that says what is released., type: str, required: true}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Find the releases of the producer
  sluice.aws.releases_info:
    release_parameter: /sluice/dev/release/producer
"""

RETURN = r"""
releases:
  description: The newest first; each has value, version, outcome (deployed, rolled back or failed), who, reason, when.
  type: list
  elements: dict
  returned: always
"""

from dataclasses import asdict

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.refusals import reason
from ansible_collections.sluice.aws.plugins.module_utils.releases import attempted
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    try:
        found = attempted(module, module.params["release_parameter"])
    except (BotoCoreError, ClientError) as error:
        module.fail_json(msg=reason(error))
    module.exit_json(changed=False, releases=[asdict(each) for each in reversed(found)])


if __name__ == "__main__":
    main()
