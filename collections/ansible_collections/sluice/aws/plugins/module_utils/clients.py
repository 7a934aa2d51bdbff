"""One client a service in each module: making one costs a tenth of a second."""

from __future__ import annotations

from functools import cache
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


@cache
def client(module: AnsibleAWSModule, service: str) -> Any:
    return module.client(service)
