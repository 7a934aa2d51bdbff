"""A run of resources of several kinds: each to its state in turn, what is surplus after that, and one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.approved import refuse_the_unapproved
from ansible_collections.sluice.aws.plugins.module_utils.changes import Change, State, change, diff_of, differences
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError, reason
from ansible_collections.sluice.aws.plugins.module_utils.replacement import refuse_to_lose_data
from ansible_collections.sluice.aws.plugins.module_utils.so_far import changes_of
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource

Part = tuple["type[Resource]", list[State]]
"""A kind and its entries."""


def run_parts(module: AnsibleAWSModule, parts: Sequence[Part]) -> None:
    """Bring every entry of every part to the state that the module is asked for; end with what was or would be changed.

    A part may lean on those before it, and so may an entry: they are made in this order, and removed in the opposite
    one. A plan goes on after a failure, so that all of them are told at once; an apply stops at the first.
    """
    Run(module, parts).to_the_end()


class Run:
    """What one call has changed so far, and what has failed."""

    def __init__(self, module: AnsibleAWSModule, parts: Sequence[Part]) -> None:
        self.module = module
        self.changes = changes_of(module)
        self.failures: list[str] = []
        self.state = module.params["state"]
        self.parts = [(kind(module), items) for kind, items in parts]

    def to_the_end(self) -> None:
        for resource, items in self.parts if self.state == "present" else reversed(self.parts):
            self._bring(resource, items)
        if not self.failures:
            for resource, _ in [] if self.module.check_mode else self.parts:
                self._finish(resource)
            for resource, _ in reversed(self.parts):
                self._clear(resource)
        told = {
            "changed": bool(self.changes),
            "changes": self.changes,
            "diff": [diff_of(each) for each in self.changes],
        }
        if self.failures:
            self.module.fail_json(msg="; ".join(self.failures), failures=self.failures, **told)
        self.module.exit_json(**told)

    def _bring(self, resource: Resource, items: list[State]) -> None:
        if self._is_over():
            return
        with self._failures_ctx(f"The {_listed(resource)} cannot be read"):
            resource.read_all(items)
        for item in items if self.state == "present" else reversed(items):
            if self._is_over():
                return
            with self._failures_ctx(f"The {resource.kind} {resource.name(item)} cannot be made {self.state}"):
                want = resource.wanted(item)
                self._converge(resource, want, resource.read(want), resource.state(item))

    def _finish(self, resource: Resource) -> None:
        if not self._is_over():
            with self._failures_ctx(f"The change of the {_listed(resource)} cannot be finished"):
                resource.finish()

    def _clear(self, resource: Resource) -> None:
        if self._is_over():
            return
        with self._failures_ctx(f"What is left of the {_listed(resource)} cannot be removed"):
            for have in resource.surplus():
                self._converge(resource, have, have, "absent")
            if not self.module.check_mode:
                resource.settle()

    def _is_over(self) -> bool:
        return bool(self.failures) and not self.module.check_mode

    def _converge(self, resource: Resource, want: State, have: State | None, state: str) -> None:
        planned = _planned(resource, want, have, state)
        if planned is None:
            return
        if not self.module.check_mode:
            refuse_the_unapproved(planned)
            _apply(resource, planned["action"], want, have or {})
        self.changes.append(planned)

    @contextmanager
    def _failures_ctx(self, what: str) -> Iterator[None]:
        """Keeps the sentence of a failure in place of raising it."""
        try:
            yield
        except RefusedError as refused:
            self.failures.append(f"{what}: {refused}")
        except (BotoCoreError, ClientError) as error:
            self.failures.append(f"{what}: {reason(error)}")


def _listed(resource: Resource) -> Any:
    return resource.option.replace("_", " ")


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
    if action == "replace":
        resource.replace(want, have)
    if action == "remove":
        resource.delete(have)
        resource.wait(want, "absent")
    if action == "create":
        resource.create(want)
        resource.wait(want, "present")
