"""Launch templates."""

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.responses.launch_templates import LaunchTemplates
from moto.ec2.utils import parse_user_data

from local_aws.patches.wrap import wrap


def tags_of_a_launch_template_are_fixed() -> None:
    """CreateTags and DeleteTags must show: moto goes on telling those that it was made with."""

    def tags(template: Any) -> Any:
        return template.get_tags()

    def keep(_template: Any, _tags: Any) -> None:
        """What it was made with is among those that are there."""

    LaunchTemplate.tags = property(tags, keep)  # type: ignore[assignment]


def hosts_of_a_second_version_cannot_be_launched() -> None:
    """A new version must know its user data as the first does; moto cannot launch from it."""

    def create(original: Any, response: LaunchTemplates) -> Any:
        answer = original(response)
        data = answer.result["LaunchTemplateVersion"]["LaunchTemplateData"]
        if "UserData" in data:
            data["UserData"] = parse_user_data(response._get_param("LaunchTemplateData.UserData"))
        return answer

    wrap(LaunchTemplates, "create_launch_template_version", create)
