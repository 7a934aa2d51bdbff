"""Keys."""

from typing import Any

from moto.kms.models import KmsBackend

from local_aws.patches.wrap import wrap


def keys_of_aws_are_called_a_customers() -> None:
    """The one that encrypts volumes where nobody names another is AWS's, and nobody can remove it."""

    def create_alias(original: Any, kms: KmsBackend, target_key_id: str, alias_name: str) -> Any:
        alias = original(kms, target_key_id, alias_name)
        if alias_name.startswith("alias/aws/"):
            kms.keys[kms.get_key_id(target_key_id)].key_manager = "AWS"
        return alias

    wrap(KmsBackend, "create_alias", create_alias)
