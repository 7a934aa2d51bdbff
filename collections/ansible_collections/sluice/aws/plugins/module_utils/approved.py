"""A run that applies an approved plan does what that plan says and no more."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible_collections.sluice.aws.plugins.module_utils.changes import Change
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

# `ci/apply --plan` sets it, and a module on this machine inherits it.
PLAN = "SLUICE_APPROVED_PLAN"


def refuse_the_unapproved(change: Change) -> None:
    """Raises RefusedError; where no plan was approved, all is."""
    path = os.environ.get(PLAN)
    if not path:
        return
    approved = json.loads(Path(path).read_text())["changes"]
    if _kernel(change) not in [_kernel(each) for each in approved]:
        raise RefusedError(
            f"the approved plan does not say to {change['action']} it so, and the estate has moved since: plan it anew"
        )


def _kernel(change: Change) -> tuple[Any, ...]:
    """Without the values, of which an apply knows some that the plan could not."""
    return change["action"], change["kind"], change["name"], {field.split(".")[0] for field in change["fields"]}
