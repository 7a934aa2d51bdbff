"""Desired state of AWS resources: read, compare, plan, apply; check mode and diff for all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.approved import refuse_the_unapproved
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.changes import Change, State, change, diff_of, differences
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, reason
from ansible_collections.sluice.aws.plugins.module_utils.replacement import REPLACE, refuse_to_lose_data
from botocore.exceptions import BotoCoreError, ClientError

__all__ = ["RefusedError", "Resource", "State", "diff_of", "differences", "run"]

STATE = {"type": "str", "choices": ["present", "absent"], "default": "present"}


class Resource:
    """One kind of AWS resource; a module subclasses it and calls `run`.

    A state is a dictionary of the fields that the inventory may set, so that what is wanted and what is
    there compare field by field. Any method may raise RefusedError with a sentence.
    """

    service: str
    """The one that `client` speaks to, by boto3's name."""
    kind: str
    """What a reader of a plan calls it."""
    option: str
    """The module's option that lists the wanted ones."""
    fixed: tuple[str, ...] = ()
    """The fields that AWS lets nobody change in place: a difference in one replaces the thing."""
    holds_data: bool = False
    """Whether a replacement loses what cannot be made again, so that it needs to be told by name."""

    told: tuple[str, ...] = ()
    """The fields that a plan tells of what it creates, since somebody must agree to them."""

    def __init__(self, module: AnsibleAWSModule) -> None:
        self.module = module
        self.client = client(module, self.service)

    def read_all(self, items: list[State]) -> None:
        """Called once, before all else: a kind that reads many in one call does it here and keeps them for `read`."""

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

    def wait(self, want: State, state: str) -> None:
        """Called after a create (`present`) and a delete (`absent`): returns once neighbours may rely on it."""

    def surplus(self) -> list[State]:
        """What is there and is ours but no longer listed: it goes, whatever the state of the others."""
        return []

    def settle(self) -> None:
        """Called once after all writes: waits for what AWS does to many at a time, begun by an earlier run too."""


def run(resource_class: type[Resource], documentation: str) -> None:
    """Bring every thing that the option lists to its state; end with what was changed, or would be.

    A plan goes on after a failure, so that all of them are told at once; an apply stops at the first. Things are
    removed in the opposite order of the list, in which each may lean on the ones before it.
    """
    arguments = {**argument_spec(documentation), "state": STATE, "replace": REPLACE}
    module = AnsibleAWSModule(argument_spec=arguments, supports_check_mode=True)
    resource = resource_class(module)
    items = module.params[resource.option]
    state = module.params["state"]
    changes: list[Change] = []
    failures: list[str] = []
    with _failures_ctx(failures, f"The {resource.option.replace('_', ' ')} cannot be read"):
        resource.read_all(items)
    for item in items if state == "present" else reversed(items):
        if failures and not module.check_mode:
            break
        with _failures_ctx(failures, f"The {resource.kind} {resource.name(item)} cannot be made {state}"):
            want = resource.wanted(item)
            changes += _converge(resource, want, resource.read(want), state)
    if not failures:
        with _failures_ctx(failures, f"What is left of the {resource.option.replace('_', ' ')} cannot be removed"):
            for have in resource.surplus():
                changes += _converge(resource, have, have, "absent")
            if not module.check_mode:
                resource.settle()
    told = {"changed": bool(changes), "changes": changes, "diff": [diff_of(each) for each in changes]}
    if failures:
        module.fail_json(msg="; ".join(failures), failures=failures, **told)
    module.exit_json(**told)


@contextmanager
def _failures_ctx(failures: list[str], what: str) -> Iterator[None]:
    """Keeps the sentence of a failure in place of raising it."""
    try:
        yield
    except RefusedError as refused:
        failures.append(f"{what}: {refused}")
    except (BotoCoreError, ClientError) as error:
        failures.append(f"{what}: {reason(error)}")


def _converge(resource: Resource, want: State, have: State | None, state: str) -> list[Change]:
    planned = _planned(resource, want, have, state)
    if planned is None:
        return []
    if not resource.module.check_mode:
        refuse_the_unapproved(planned)
        _apply(resource, planned["action"], want, have or {})
    return [planned]


def _planned(resource: Resource, want: State, have: State | None, state: str) -> Change | None:
    kind, name = resource.kind, resource.name(want)
    if state == "absent":
        return change(kind, name, "remove", {}) if have is not None else None
    if have is None:
        return change(kind, name, "create", differences(want, {}), resource.told)
    fields = differences(want, have)
    fixed = {field: values for field, values in fields.items() if field.split(".")[0] in resource.fixed}
    if fixed and resource.holds_data:
        refuse_to_lose_data(resource.module, kind, name, fixed)
    return change(kind, name, "replace" if fixed else "change", fields) if fields else None


def _apply(resource: Resource, action: str, want: State, have: State) -> None:
    if action == "change":
        resource.update(want, have)
    if action in ("remove", "replace"):
        resource.delete(have)
        resource.wait(want, "absent")
    if action in ("create", "replace"):
        resource.create(want)
        resource.wait(want, "present")
