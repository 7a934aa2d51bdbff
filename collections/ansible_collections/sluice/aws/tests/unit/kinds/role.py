"""A role of IAM with its policy."""

import json

from ..kind import POLICY, TAGS, Kind

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}

BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"

KIND = Kind(
    "role",
    "roles",
    {"name": "producer", "trust": TRUST, "policy": POLICY, "permissions_boundary": BOUNDARY, "tags": TAGS},
    {
        "trust.Statement.statement 1.Principal.Service": lambda api: api("iam").update_assume_role_policy(
            RoleName="producer", PolicyDocument=json.dumps(TRUST).replace("ecs-tasks", "ec2")
        ),
        "policy": lambda api: api("iam").delete_role_policy(RoleName="producer", PolicyName="work"),
        "permissions_boundary": lambda api: api("iam").delete_role_permissions_boundary(RoleName="producer"),
        "tags.Project": lambda api: api("iam").untag_role(RoleName="producer", TagKeys=["Project"]),
    },
)
