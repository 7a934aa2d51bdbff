"""A SecureString whose value nobody knows."""

from ..kind import TAGS, Kind

KIND = Kind(
    "secret",
    "secrets",
    {"name": "/token", "tags": TAGS},
    {
        "tags.Project": lambda api: api("ssm").add_tags_to_resource(
            ResourceType="Parameter", ResourceId="/token", Tags=[{"Key": "Project", "Value": "other"}]
        )
    },
)
