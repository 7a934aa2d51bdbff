"""A repository of ECR with its policies."""

from ..kind import TAGS, Kind

LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "description": "Untagged images go",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 7,
            },
            "action": {"type": "expire"},
        }
    ]
}
PULL = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Pull",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
            "Action": ["ecr:BatchGetImage"],
        }
    ],
}
REPOSITORY = {"repositoryName": "producer"}

KIND = Kind(
    "ecr_repository",
    "repositories",
    {"name": "producer", "lifecycle": LIFECYCLE, "policy": PULL, "tags": TAGS},
    {
        "immutable_tags": lambda api: api("ecr").put_image_tag_mutability(**REPOSITORY, imageTagMutability="MUTABLE"),
        "scan_on_push": lambda api: api("ecr").put_image_scanning_configuration(
            **REPOSITORY, imageScanningConfiguration={"scanOnPush": False}
        ),
        "lifecycle": lambda api: api("ecr").delete_lifecycle_policy(**REPOSITORY),
        "policy": lambda api: api("ecr").delete_repository_policy(**REPOSITORY),
        "tags.Project": lambda api: api("ecr").untag_resource(
            resourceArn=api("ecr").describe_repositories(repositoryNames=["producer"])["repositories"][0][
                "repositoryArn"
            ],
            tagKeys=["Project"],
        ),
    },
)
