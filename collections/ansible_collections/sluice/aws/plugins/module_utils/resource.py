"""Desired state of AWS resources: read, compare, plan, apply; check mode and diff for all."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from botocore.exceptions import BotoCoreError, ClientError

State = dict[str, Any]

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}


class Resource:
    """One kind of AWS resource; a module subclasses it and calls `run`.

    A state is a dictionary of the fields that the inventory may set, so that what is wanted and what is
    there compare field by field.
    """

    service: str
    """The one that `client` speaks to, by boto3's name."""
    kind: str
    """What a reader of a plan calls it."""
    option: str
    """The module's option that lists the wanted ones."""
    fixed: tuple[str, ...] = ()
    """The fields that AWS lets nobody change in place."""

    def __init__(self, module: AnsibleAWSModule) -> None:
        self.module = module
        self.client = client(module, self.service)

    def wanted(self, item: State) -> State:
        """The state that one entry of the option asks for."""
        return item

    def name(self, want: State) -> str:
        return str(want["name"])

    def read(self, want: State) -> State | None:
        """What is there now in the shape of `want`, or None where nothing is."""
        raise NotImplementedError

    def create(self, want: State) -> None:
        raise NotImplementedError

    def update(self, want: State, have: State) -> None:
        raise NotImplementedError

    def delete(self, have: State) -> None:
        raise NotImplementedError

    def surplus(self) -> list[State]:
        """What is there and is ours but no longer listed: it goes, whatever the state of the others."""
        return []

    def settle(self) -> None:
        """Wait, once and after the last write, for all that AWS has begun and not ended, by an earlier run too."""


def differences(want: State, have: State) -> dict[str, list[Any]]:
    """Before and after by dotted field; what the inventory leaves unsaid is not ours to judge."""
    return {
        path: values
        for field, value in want.items()
        if value is not None
        for path, values in _differences(field, have.get(field), value).items()
    }


def _differences(path: str, before: Any, after: Any) -> dict[str, list[Any]]:
    before, after = _by_name(before), _by_name(after)
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {} if before == after else {path: [before, after]}
    return {
        deeper: values
        for key in {**before, **after}
        for deeper, values in _differences(f"{path}.{key}", before.get(key), after.get(key)).items()
    }


def _by_name(value: Any) -> Any:
    """A list of named things, such as containers or variables, reads best by their names."""
    if isinstance(value, list) and value and all(isinstance(entry, dict) and "name" in entry for entry in value):
        return {entry["name"]: {key: entry[key] for key in entry if key != "name"} for entry in value}
    return value


def run(resource_class: type[Resource], documentation: str) -> None:
    """Bring every thing that the option lists to its state; end with what was changed, or would be."""
    arguments = {**argument_spec(documentation), "state": STATE}
    module = AnsibleAWSModule(argument_spec=arguments, supports_check_mode=True)
    resource = resource_class(module)
    state = module.params["state"]
    changes = []
    for item in module.params[resource.option]:
        try:
            changes += _converge(resource, resource.wanted(item), state)
        except (BotoCoreError, ClientError) as error:
            module.fail_json_aws(error, msg=f"The {resource.kind} {resource.name(item)} cannot be made {state}")
    try:
        changes += [_remove(resource, have, have) for have in resource.surplus()]
        if not module.check_mode:
            resource.settle()
    except (BotoCoreError, ClientError) as error:
        module.fail_json_aws(error, msg=f"What is there of the kind {resource.kind} cannot be made {state}")
    module.exit_json(changed=bool(changes), changes=changes, diff=[diff_of(change) for change in changes])


def _converge(resource: Resource, want: State, state: str) -> list[State]:
    have = resource.read(want)
    writes = not resource.module.check_mode
    if state == "absent":
        return [] if have is None else [_remove(resource, want, have)]
    if have is None:
        if writes:
            resource.create(want)
        return [_change(resource, want, "create", differences(want, {}))]
    fields = differences(want, have)
    if not fields:
        return []
    for field, (before, after) in fields.items():
        if field.split(".")[0] in resource.fixed:
            resource.module.fail_json(
                msg=f"The {field} of the {resource.kind} {resource.name(want)} is {before}, not {after}, and AWS "
                "cannot change it in place: remove the resource or give the wanted one another name"
            )
    if writes:
        resource.update(want, have)
    return [_change(resource, want, "change", fields)]


def _remove(resource: Resource, want: State, have: State) -> State:
    if not resource.module.check_mode:
        resource.delete(have)
    return _change(resource, want, "remove", {})


def _change(resource: Resource, want: State, action: str, fields: dict[str, list[Any]]) -> State:
    return {"action": action, "kind": resource.kind, "name": resource.name(want), "fields": fields}


def diff_of(change: State) -> State:
    """What `--diff` shows of a change."""
    label = f"{change['kind']} {change['name']} ({change['action']})"
    return {
        "before_header": label,
        "after_header": label,
        "before": {field: before for field, (before, _) in change["fields"].items()},
        "after": {field: after for field, (_, after) in change["fields"].items()},
    }
