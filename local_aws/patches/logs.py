"""Log groups."""

import json
from typing import Any

from moto.logs.responses import LogsResponse


def the_key_of_a_log_group_is_fixed() -> None:
    """moto takes a key with a new group only: it knows neither AssociateKmsKey nor its opposite."""

    def group(response: Any) -> Any:
        return response.logs_backend.groups[response._get_param("logGroupName")]

    def associate_kms_key(self: Any) -> str:
        group(self).kms_key_id = self._get_param("kmsKeyId")
        return json.dumps({})

    def disassociate_kms_key(self: Any) -> str:
        group(self).kms_key_id = None
        return json.dumps({})

    for action in (associate_kms_key, disassociate_kms_key):
        setattr(LogsResponse, action.__name__, action)
