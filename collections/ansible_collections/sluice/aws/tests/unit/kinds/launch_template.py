"""A launch template of hosts."""

from typing import Any

from ..kind import TAGS, Act, Api, Kind
from ..network import found, network

NAME = {"LaunchTemplateName": "kind-template"}
IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
USER_DATA = "#!/bin/bash\necho ECS_CLUSTER=kind >> /etc/ecs/ecs.config\n"


def neighbours(api: Api) -> None:
    network("template-vpc", 30)(api)
    vpc = found(api, "vpcs", "template-vpc")["VpcId"]
    for group in ("template-hosts", "template-other"):
        api("ec2").create_security_group(GroupName=group, Description=group, VpcId=vpc)


def version(**changes: Any) -> Act:
    """Another default, as somebody makes it by hand from the one that is there."""

    def make(api: Api) -> None:
        ec2 = api("ec2")
        there = ec2.describe_launch_template_versions(Versions=["$Default"], **NAME)["LaunchTemplateVersions"][0]
        data = {**there["LaunchTemplateData"], **changes}
        made = ec2.create_launch_template_version(LaunchTemplateData=data, **NAME)["LaunchTemplateVersion"]
        ec2.modify_launch_template(DefaultVersion=str(made["VersionNumber"]), **NAME)

    return make


def interface(api: Api, **changes: Any) -> list[dict[str, Any]]:
    there = api("ec2").describe_launch_template_versions(Versions=["$Default"], **NAME)["LaunchTemplateVersions"][0]
    return [{**there["LaunchTemplateData"]["NetworkInterfaces"][0], **changes}]


def another_group(api: Api) -> None:
    group = found(api, "security_groups", "template-other", "group-name")["GroupId"]
    version(NetworkInterfaces=interface(api, Groups=[group]))(api)


def stray_tag(api: Api) -> None:
    there = api("ec2").describe_launch_templates(LaunchTemplateNames=[NAME["LaunchTemplateName"]])["LaunchTemplates"]
    api("ec2").create_tags(Resources=[there[0]["LaunchTemplateId"]], Tags=[{"Key": "Stray", "Value": "1"}])


KIND = Kind(
    "launch_template",
    "launch_templates",
    {
        "name": NAME["LaunchTemplateName"],
        "image_parameter": IMAGE,
        "instance_type": "t3.small",
        "instance_profile": "hosts",
        "security_groups": ["template-hosts"],
        "user_data": USER_DATA,
        "tags": TAGS,
    },
    {
        "image": version(ImageId="ami-00000000"),
        "instance_type": version(InstanceType="t3.nano"),
        "instance_profile": version(IamInstanceProfile={"Name": "another"}),
        "imds.hop_limit": version(MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 2}),
        "imds.tokens": version(MetadataOptions={"HttpTokens": "optional", "HttpPutResponseHopLimit": 1}),
        "public_address": lambda api: version(NetworkInterfaces=interface(api, AssociatePublicIpAddress=True))(api),
        "security_groups": another_group,
        "volume.encrypted": version(
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeType": "gp3", "VolumeSize": 30}}]
        ),
        "detailed_monitoring": version(Monitoring={"Enabled": False}),
        "user_data.line 2": version(UserData="IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1hbm90aGVy"),
        "host_tags.Project": version(TagSpecifications=[]),
        "tags.Stray": stray_tag,
    },
    neighbours=neighbours,
)
