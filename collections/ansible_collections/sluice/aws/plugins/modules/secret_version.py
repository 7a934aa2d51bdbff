#!/usr/bin/python
"""New random versions of SSM SecureStrings, as a list."""

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_version
short_description: Gives SSM SecureStrings a new random value
description:
  - Each named SecureString gets a new version of 32 random bytes in URL-safe base64, under the KMS key that it has;
    its name and tags stay. One that is absent is refused, for making it is the work of C(sluice.aws.secret).
  - This is an event and no state, so it is not idempotent. Each run changes every secret that it names; check mode
    says so and writes nothing.
  - The value never leaves the module, so it can reach neither a log nor a diff.
options:
  secrets:
    description: The names of the parameters.
    type: list
    elements: str
    required: true
  revoke:
    description:
      - Writes two new versions, so that whoever honours the present version and the one before it honours none of
        those that were there. For a value that has leaked.
    type: bool
    default: false
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The token is a new one
  sluice.aws.secret_version:
    secrets: [/sluice/dev/producer/token]
"""

RETURN = r"""
changes:
  description: One entry for each secret, with its version before and after, without its value.
  type: list
  elements: dict
  returned: always
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.changes import State, diff_of
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.random_value import random_value
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    try:
        # All are found before one is written: a wrong name among them changes nothing.
        found = [_find(module, name) for name in module.params["secrets"]]
        changes = [_renew(module, have) for have in found]
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(error, msg="Not every secret has its new value; a second run gives each another one")
    module.exit_json(changed=bool(changes), changes=changes, diff=[diff_of(change) for change in changes])


def _find(module: AnsibleAWSModule, name: str) -> State:
    by_name = [{"Key": "Name", "Values": [name]}]
    found = client(module, "ssm").describe_parameters(ParameterFilters=by_name)["Parameters"]
    if not found:
        module.fail_json(
            msg=f"There is no secret {name} whose value could be a new one: "
            "apply the earlier playbooks first (ansible-playbook site.yml runs them in order)"
        )
    if found[0]["Type"] != "SecureString":
        module.fail_json(msg=f"The parameter {name} is a {found[0]['Type']} and no secret, so its value stays")
    return dict(found[0])


def _renew(module: AnsibleAWSModule, have: State) -> State:
    name, before = have["Name"], have["Version"]
    versions = 2 if module.params["revoke"] else 1
    if not module.check_mode:
        for _ in range(versions):
            # Where none is named SSM takes the account's own key, whichever the parameter had.
            client(module, "ssm").put_parameter(
                Name=name, Type=have["Type"], KeyId=have["KeyId"], Value=random_value(), Overwrite=True
            )
    fields = {"version": [before, before + versions]}
    return {"action": "change", "kind": "secret", "name": name, "fields": fields}


if __name__ == "__main__":
    main()
