"""AWS is looked for where the SDK looks for it."""

import pytest

from svc_kit.aws.endpoint import endpoint_of
from svc_kit.aws.s3 import bucket_ctx
from svc_kit.settings import SettingsError

QUEUE = "https://sqs.eu-central-1.amazonaws.com/1/mail"


@pytest.fixture(autouse=True)
def somewhere(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    return lambda **variables: [monkeypatch.setenv(name, value) for name, value in variables.items()]


@pytest.mark.parametrize(
    ("variables", "host", "region"),
    [
        ({}, "sqs.eu-central-1.amazonaws.com", "eu-central-1"),
        ({"AWS_REGION": "cn-north-1"}, "sqs.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ({"AWS_REGION": "us-gov-west-1"}, "sqs.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ({"AWS_REGION": "us-east-1", "AWS_USE_FIPS_ENDPOINT": "true"}, "sqs-fips.us-east-1.amazonaws.com", "us-east-1"),
        ({"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "sqs.eu-central-1.api.aws", "eu-central-1"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "127.0.0.1:1", "eu-central-1"),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_SQS": "https://[::1]:2"},
            "[::1]:2",
            "eu-central-1",
        ),
        (
            {"AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
            "sqs.eu-central-1.amazonaws.com",
            "eu-central-1",
        ),
    ],
)
async def test_the_endpoint_of_a_queue_is_what_the_environment_says(somewhere, variables, host, region):
    somewhere(**variables)

    found = await endpoint_of("sqs", "GetQueueAttributes", QueueUrl=QUEUE)

    assert (found.host, found.region, found.signing_name) == (host, region, "sqs")
    assert found.tls is (host != "127.0.0.1:1")


@pytest.mark.parametrize(
    ("variables", "name", "host", "path"),
    [
        ({}, "mail", "mail.s3.eu-central-1.amazonaws.com", ""),
        ({}, "mail.a.b", "s3.eu-central-1.amazonaws.com", "/mail.a.b"),
        ({"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "mail", "mail.s3.dualstack.eu-central-1.amazonaws.com", ""),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "mail", "127.0.0.1:1", "/mail"),
        ({"AWS_ENDPOINT_URL_S3": "https://s3.example:8443/base"}, "mail", "s3.example:8443", "/base/mail"),
    ],
)
async def test_a_bucket_stands_in_the_name_of_the_host_or_in_the_path(somewhere, variables, name, host, path):
    somewhere(**variables)

    found = await endpoint_of("s3", "HeadBucket", Bucket=name)

    assert (found.host, found.path, found.region, found.signing_name) == (host, path, "eu-central-1", "s3")


async def test_what_is_no_endpoint_is_said_at_the_start(somewhere):
    somewhere(AWS_ENDPOINT_URL="nowhere")

    with pytest.raises(SettingsError, match="SDK does not start"):
        async with bucket_ctx("mail", connections=1):
            pass
