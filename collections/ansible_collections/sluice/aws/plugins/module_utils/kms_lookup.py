"""The KMS key behind an alias, which the inventory names without its `alias/`."""

from __future__ import annotations

from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.names import _found


def kms_keys(module: AnsibleAWSModule, alias: str) -> list[Any]:
    """Its description: one or none, one that waits for its deletion included."""
    kms = client(module, "kms")
    try:
        return [kms.describe_key(KeyId=f"alias/{alias}")["KeyMetadata"]]
    except kms.exceptions.NotFoundException:
        return []


def kms_key_arn(module: AnsibleAWSModule, alias: str) -> str:
    usable = [key["Arn"] for key in kms_keys(module, alias) if key["KeyState"] != "PendingDeletion"]
    return _found(module, "KMS key", alias, usable)
