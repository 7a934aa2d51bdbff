"""What a call of ECS is answered, whoever else calls at the same moment."""

from typing import Any

from moto.ecs.responses import EC2ContainerServiceResponse

from local_aws.patches.wrap import wrap


def one_call_decides_whether_another_is_told_tags() -> None:
    """Which fields an answer has is said for all of them at once; each must have a say of its own."""

    def init(original: Any, response: EC2ContainerServiceResponse, *args: Any, **kwargs: Any) -> None:
        original(response, *args, **kwargs)
        response.RESPONSE_KEY_PATH_TO_TRANSFORMER = {**EC2ContainerServiceResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER}

    wrap(EC2ContainerServiceResponse, "__init__", init)
