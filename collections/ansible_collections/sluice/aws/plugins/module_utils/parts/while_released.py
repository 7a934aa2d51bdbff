"""What a service must not have before its first release, since it would raise the number of its tasks from zero."""

from __future__ import annotations

from functools import cache

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.clients import client
from ansible_collections.sluice.aws.plugins.module_utils.resource import Resource


class WhileReleased(Resource):
    """An entry that names a `release_parameter` is absent as long as that parameter is."""

    def state(self, item: State) -> str:
        parameter = item["release_parameter"]
        return super().state(item) if not parameter or _is_there(self.module, parameter) else "absent"


@cache
def _is_there(module: AnsibleAWSModule, parameter: str) -> bool:
    ssm = client(module, "ssm")
    try:
        ssm.get_parameter(Name=parameter)
    except is_boto3_error_code("ParameterNotFound"):
        return False
    return True
