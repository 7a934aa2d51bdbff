"""A policy of IAM that stands for itself."""

import json

from ..kind import POLICY, TAGS, Api, Kind

ARN = "arn:aws:iam::123456789012:policy/bounds"


def loosen(api: Api) -> None:
    """Five times, so that no room is left for another version."""
    for version in api("iam").list_policy_versions(PolicyArn=ARN)["Versions"]:
        if not version["IsDefaultVersion"]:
            api("iam").delete_policy_version(PolicyArn=ARN, VersionId=version["VersionId"])
    for queue in ("a", "b", "c", "d"):
        document = json.dumps(POLICY).replace('"*"', f'"arn:aws:sqs:::{queue}"')
        api("iam").create_policy_version(PolicyArn=ARN, PolicyDocument=document, SetAsDefault=True)


KIND = Kind(
    "managed_policy",
    "policies",
    {"name": "bounds", "document": POLICY, "tags": TAGS},
    {
        "document.Statement": loosen,
        "tags.Project": lambda api: api("iam").untag_policy(PolicyArn=ARN, TagKeys=["Project"]),
    },
)
