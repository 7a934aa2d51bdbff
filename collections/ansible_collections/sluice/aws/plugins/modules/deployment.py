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
  - However it ends, CloudWatch gets C(Deployments) and C(DeploymentDuration) of C(Sluice/Delivery), by C(Cluster),
    C(Service) and C(Outcome), which is released, rolled back (what ran before runs again) or failed.
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
  url:
    description: Address that callers reach it at, through all that they go through; empty where nobody outside can.
    type: str
    default: ""
  smoke:
    description:
      - What callers must get there while the service is watched.
      - A C(GET) is asked all the time; anything else, which may leave something, until it has been right once.
    type: list
    elements: dict
    default: []
    suboptions:
      method: {description: Of HTTP., type: str, default: GET}
      path: {description: Below O(url)., type: str, required: true}
      what: {description: "What is told apart by it, in a clause: C(with a wrong token).", type: str, default: ""}
      headers: {description: Of the request., type: dict}
      body: {description: Sent as JSON., type: dict}
      from_environment:
        description:
          - Fields of the body by the environment variable that holds their secret value, which is told to nobody.
          - Where one is not set, nothing is asked.
        type: dict
      status: {description: What is answered., type: int, default: 200}
      says_version:
        description: Whether the answer is JSON whose C(version) is the one deployed.
        type: bool
        default: false
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
    if not (module.params["version"] or module.params["rollback"]):
        _fail(module, "say which version, by a tag or a digest")
    try:
        deployment = Deployment(module)
        planned = deployment.planned
        if planned and not module.check_mode:
            deployment.carry_out()
    except RefusedError as refused:
        _fail(module, str(refused))
    except (BotoCoreError, ClientError) as error:
        _fail(module, reason(error))
    changes = [planned] if planned else []
    module.exit_json(changed=bool(changes), changes=changes, diff=[diff_of(each) for each in changes])


def _fail(module: AnsibleAWSModule, why: str) -> None:
    sentence = f"{module.params['service']}: {why}"
    module.fail_json(msg=sentence, failures=[sentence])


if __name__ == "__main__":
    main()
