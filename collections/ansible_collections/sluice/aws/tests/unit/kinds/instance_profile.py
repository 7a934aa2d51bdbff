"""An instance profile with a role."""

import json
from typing import Any

from ..kind import TAGS, Act, Api, Kind

NAME = "hosts"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def neighbours(api: Api) -> None:
    for role in ("host", "other-host"):
        api("iam").create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(TRUST))


def iam(operation: str, **parameters: Any) -> Act:
    return lambda api: getattr(api("iam"), operation)(InstanceProfileName=NAME, **parameters)


def another_role(api: Api) -> None:
    iam("remove_role_from_instance_profile", RoleName="host")(api)
    iam("add_role_to_instance_profile", RoleName="other-host")(api)


KIND = Kind(
    "instance_profile",
    "instance_profiles",
    {"name": NAME, "role": "host", "tags": TAGS},
    {
        "role": another_role,
        "tags.Project": iam("untag_instance_profile", TagKeys=["Project"]),
    },
    neighbours=neighbours,
)
