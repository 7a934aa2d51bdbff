"""The environment of a task: its definition's, and what ECS, awsvpc and the image would give it."""

from typing import Any

from botocore.exceptions import ClientError

from local_aws.definition import CannotStartError, Definition
from local_aws.surroundings import CREDENTIALS, PATH, REGION


async def environment(definition: Definition, ssm: Any, port: int, endpoint_url: str) -> dict[str, str]:
    """Raises CannotStartError when a secret cannot be had."""
    return {
        "PATH": PATH,
        **definition.environment,
        **{name: await _secret(ssm, parameter) for name, parameter in definition.secrets.items()},
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        **CREDENTIALS,
    }


async def _secret(ssm: Any, parameter: str) -> str:
    try:
        answer = await ssm.get_parameter(Name=parameter, WithDecryption=True)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise CannotStartError(f"ResourceInitializationError: unable to pull secrets: {parameter}: {code}") from None
    return str(answer["Parameter"]["Value"])
