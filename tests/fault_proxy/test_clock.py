"""AWS refuses a client whose clock is wrong, and tells the time."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from botocore.exceptions import ClientError

from tests.fault_proxy import FaultProxy, clock_skew

from .conftest import Clients


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_a_client_far_from_the_time_of_aws_is_refused_and_told_the_time(
    faults: FaultProxy, through: Clients, queue_url: str, bucket: str, seconds: int
) -> None:
    faults.on("*", clock_skew(seconds))

    with pytest.raises(ClientError, match="InvalidSignatureException") as of_sqs:
        await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")
    with pytest.raises(ClientError, match="RequestTimeTooSkewed"):
        await through.s3.put_object(Bucket=bucket, Key="a", Body=b"a")

    told = parsedate_to_datetime(of_sqs.value.response["ResponseMetadata"]["HTTPHeaders"]["date"])
    assert abs((told - datetime.now(UTC)).total_seconds() - seconds) < 5


async def test_a_clock_that_is_nearly_right_is_right_enough(
    faults: FaultProxy, through: Clients, queue_url: str
) -> None:
    faults.on("*", clock_skew(240))

    assert await through.sqs.send_message(QueueUrl=queue_url, MessageBody="a")
