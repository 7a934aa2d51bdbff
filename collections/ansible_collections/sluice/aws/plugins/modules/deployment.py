#!/usr/bin/python
"""Brings a service to another image, or back to the one before."""

from __future__ import annotations

DOCUMENTATION = r"""
module: deployment
short_description: A released version of a service that runs
description:
  - Registers a revision that differs from the one which runs in nothing but the image, updates the service, follows the
    deployment to its end, and watches the service for some time after.
  - Success means that the primary deployment is the one begun here, complete, and runs the digest asked for. Only then
    is the release parameter written, with the version and who released it in its description.
  - Where ECS rolls the deployment back, time runs out, or the watch sees a task end, an alarm fire or the wrong answer,
    the service goes back to what ran before, the attempt is noted beside the release parameter, and the module fails
    with the reason, that of a stopped task and the end of its log included.
  - Check mode says which image would run.
  - Exists since C(community.aws.ecs_service) calls an update that ECS rolls back a success.
options:
  service: {description: Name of the service., type: str, required: true}
  cluster: {description: Name of its cluster., type: str, required: true}
  container: {description: The container whose image it is., type: str, required: true}
  repository:
    description: "Where images come from, without tag or digest: C(ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME)."
    type: str
    required: true
  release_parameter: {description: SSM parameter that says what is released., type: str, required: true}
  version:
    description: A tag of the repository or a digest (C(sha256:…)); ignored with O(rollback).
    type: str
    default: ""
  rollback:
    description:
      - Whether to go back to what was released before. Said again, it goes back further, and never to what was rolled
        back from.
    type: bool
    default: false
  minimum: {description: How many tasks a first release starts., type: int, required: true}
  alarms:
    description: Names of the alarms that must not fire; one that fired before does not count.
    type: list
    elements: str
    default: []
  health_url:
    description:
      - Address that is answered with the C(version) in JSON, through all that a caller goes through.
      - Empty where nobody outside can ask.
    type: str
    default: ""
  bake_seconds:
    description:
      - How long the service is watched after its deployment.
      - The default has two of the alarms' minutes in it, and half a minute for what CloudWatch is late by.
    type: int
    default: 150
  wait_seconds:
    description: How long a deployment may take; the default is the one of an apply.
    type: int
    default: 1800
  keep_revisions: {description: How many active revisions are kept., type: int, default: 10}
  who: {description: Who deploys; AWS knows the role only., type: str, default: ""}
author: [Sluice maintainers]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: The producer runs 1.0.12
  sluice.aws.deployment:
    service: producer
    cluster: sluice-dev
    container: producer
    repository: 333333333333.dkr.ecr.eu-central-1.amazonaws.com/sluice/producer
    release_parameter: /sluice/dev/release/producer
    version: 1.0.12
    minimum: 1
"""

RETURN = r"""
changes: {description: The image before and after; none where it is released and runs., type: list, returned: always}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.changes import diff_of
from ansible_collections.sluice.aws.plugins.module_utils.deploying import Deployment
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, reason
from botocore.exceptions import BotoCoreError, ClientError


def main() -> None:
    module = AnsibleAWSModule(argument_spec=argument_spec(DOCUMENTATION), supports_check_mode=True)
    name = module.params["service"]
    if not (module.params["version"] or module.params["rollback"]):
        module.fail_json(msg=f"{name}: say which version, by a tag or a digest")
    try:
        deployment = Deployment(module)
        planned = deployment.planned
        if planned and not module.check_mode:
            deployment.carry_out()
    except RefusedError as refused:
        module.fail_json(msg=f"{name}: {refused}")
    except (BotoCoreError, ClientError) as error:
        module.fail_json(msg=f"{name}: {reason(error)}")
    changes = [planned] if planned else []
    module.exit_json(changed=bool(changes), changes=changes, diff=[diff_of(each) for each in changes])


if __name__ == "__main__":
    main()
