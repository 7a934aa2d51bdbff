"""Auto Scaling groups and their hosts."""

from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError
from moto.autoscaling.models import InstanceState
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.models.instances import Instance
from moto.moto_api._internal import mock_random

from local_aws.patches.wrap import wrap

GOING_ON = ("Pending", "InProgress")


def hosts_forget_their_version() -> None:
    """A host goes on telling the version of the template that it was launched from."""

    def init(original: Any, state: Any, *args: Any, **kwargs: Any) -> None:
        original(state, *args, **kwargs)
        group = state.auto_scaling_group
        template = group.ec2_launch_template
        state.launched_from = template and {
            "LaunchTemplateId": template.id,
            "LaunchTemplateName": template.name,
            "Version": str(template.get_version(group.launch_template_version).number),
        }

    wrap(InstanceState, "__init__", init)
    InstanceState.launch_template = property(lambda state: state.launched_from)  # type: ignore[method-assign, assignment]


def a_terminated_host_leaves_its_interface_behind() -> None:
    """The one that came with it goes with it, so that its subnet can go too."""

    def terminate(original: Any, host: Instance) -> Any:
        own = host.nics.get(0)
        state = original(host)
        if own:
            host.ec2_backend.enis.pop(own.id, None)
        return state

    wrap(Instance, "terminate", terminate)


def a_deletion_by_force_spares_protected_hosts() -> None:
    """ForceDelete must terminate them all; without it a group that has hosts stays."""

    def delete(original: Any, response: AutoScalingResponse) -> Any:
        group = response.autoscaling_backend.autoscaling_groups.get(response._get_param("AutoScalingGroupName"))
        if group and group.instance_states and not response._get_bool_param("ForceDelete"):
            said = "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s)"
            raise AutoscalingClientError("ResourceInUse", f"{said} still in the group.")
        for state in group.instance_states if group else []:
            state.protected_from_scale_in = False
        return original(response)

    wrap(AutoScalingResponse, "delete_auto_scaling_group", delete)


def instances_cannot_be_refreshed() -> None:
    """
    StartInstanceRefresh replaces the hosts that do not match, one step whenever somebody looks: first it is in
    progress, then hosts and group have the wanted version.
    """

    def start_instance_refresh(response: Any) -> ActionResult:
        group = _group(response)
        if any(each["Status"] in GOING_ON for each in _refreshes(group)):
            raise AutoscalingClientError("InstanceRefreshInProgress", "An Instance Refresh is already in progress")
        begun = {
            "InstanceRefreshId": str(mock_random.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Pending",
            "StartTime": utcnow(),
            "PercentageComplete": 0,
            "InstancesToUpdate": len(group.instance_states),
            "Preferences": response._get_param("Preferences", {}),
            "DesiredConfiguration": response._get_param("DesiredConfiguration", {}),
        }
        _refreshes(group).insert(0, begun)
        return ActionResult({"InstanceRefreshId": begun["InstanceRefreshId"]})

    def describe_instance_refreshes(response: Any) -> ActionResult:
        group = _group(response)
        told = [dict(each) for each in _refreshes(group)]
        for refresh in _refreshes(group):
            _advance(group, refresh)
        return ActionResult({"InstanceRefreshes": told})

    for action in (start_instance_refresh, describe_instance_refreshes):
        setattr(AutoScalingResponse, action.__name__, action)


def _group(response: Any) -> Any:
    name = response._get_param("AutoScalingGroupName")
    groups = response.autoscaling_backend.autoscaling_groups
    if name not in groups:
        raise AutoscalingClientError("ValidationError", f"AutoScalingGroup name not found - {name}")
    return groups[name]


def _refreshes(group: Any) -> list[dict[str, Any]]:
    """Newest first, as they are told."""
    refreshes: list[dict[str, Any]] = vars(group).setdefault("refreshes", [])
    return refreshes


def _advance(group: Any, refresh: dict[str, Any]) -> None:
    if refresh["Status"] == "Pending":
        refresh["Status"] = "InProgress"
    elif refresh["Status"] == "InProgress":
        refresh.update(_replace(group, refresh), EndTime=utcnow())


def _replace(group: Any, refresh: dict[str, Any]) -> dict[str, Any]:
    """How it ends: "Understand the default values for an instance refresh" says what a protected host does to it."""
    protected = [state.instance_id for state in group.instance_states if state.protected_from_scale_in]
    if protected and refresh["Preferences"].get("ScaleInProtectedInstances") != "Refresh":
        return {"Status": "Failed", "StatusReason": f"Instances protected from scale in: {', '.join(protected)}"}
    if wanted := refresh["DesiredConfiguration"].get("LaunchTemplate"):
        group._set_launch_configuration(None, wanted, None)
    version = str(group.ec2_launch_template.get_version(group.launch_template_version).number)
    skips = str(refresh["Preferences"].get("SkipMatching")).lower() == "true"
    kept = [state for state in group.instance_states if skips and state.launched_from["Version"] == version]
    old = [state for state in group.instance_states if state not in kept]
    group.instance_states = kept
    if old:
        group.replace_autoscaling_group_instances(len(old), group.get_propagated_tags())
        group.ec2_backend.terminate_instances([state.instance_id for state in old])
    return {"Status": "Successful", "PercentageComplete": 100, "InstancesToUpdate": 0}
