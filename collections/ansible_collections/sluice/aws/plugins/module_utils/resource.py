"""Desired state of AWS resources: read, compare, plan, apply; check mode and diff for all."""

from __future__ import annotations

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.arguments import argument_spec
from ansible_collections.sluice.aws.plugins.module_utils.changes import State, diff_of, differences
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.converge import run_parts
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError
from ansible_collections.sluice.aws.plugins.module_utils.replacement import REPLACE
from ansible_collections.sluice.aws.plugins.module_utils.surrender import SURRENDER

__all__ = ["RefusedError", "Resource", "State", "diff_of", "differences", "run", "run_several"]

# What every module of ours takes besides its lists; doc_fragments/resource.py describes it.
OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "replace": REPLACE,
    "surrender": SURRENDER,
}


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

    def state(self, item: State) -> str:
        """Whether that entry is to be `present` or `absent`: one may have to go while the others stay."""
        del item
        return str(self.module.params["state"])

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

    def replace(self, want: State, have: State) -> None:
        """Where somebody uses it meanwhile, a kind knows a better order."""
        self.delete(have)
        self.wait(want, "absent")
        self.create(want)
        self.wait(want, "present")

    def wait(self, want: State, state: str) -> None:
        """Called after a create (`present`) and a delete (`absent`): returns once neighbours may rely on it."""

    def stays(self, have: State) -> str | None:
        """Why one that is to be absent is left on purpose, in a clause for the reader; None where it goes."""

    def remnant(self, want: State) -> str | None:
        """What is left on purpose of one that is gone, in a clause for the reader; None where nothing is."""

    def finish(self) -> None:
        """Called once all parts have converged, in their order: takes the steps that had to wait for those after it."""

    @classmethod
    def clears(cls, params: State) -> bool:
        """Whether there may be a surplus where none is listed."""
        del params
        return False

    def surplus(self) -> list[State]:
        """What is there and is ours but no longer listed: it goes, whatever the state of the others."""
        return []

    def settle(self) -> None:
        """Called once after all writes: waits for what AWS does to many at a time, begun by an earlier run too."""


def run(resource_class: type[Resource], documentation: str) -> None:
    """The whole work of a module of one kind."""
    run_several([resource_class], documentation)


def run_several(kinds: list[type[Resource]], documentation: str) -> None:
    """The whole work of a module whose things are of several kinds, each leaning on those before it."""
    module = AnsibleAWSModule(argument_spec={**argument_spec(documentation), **OPTIONS}, supports_check_mode=True)
    listed = [(kind, module.params[kind.option]) for kind in kinds]
    # Of nothing wanted there is nothing to ask, and a client costs a tenth of a second.
    run_parts(module, [(kind, items) for kind, items in listed if items or kind.clears(module.params)])
