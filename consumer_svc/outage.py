"""An outage of S3: one message tries again and again, so that it costs the others no receive, and that one one."""

from consumer_svc.archive import Outcome
from consumer_svc.archiver import Archiver
from consumer_svc.grip import Held
from consumer_svc.receiver import Receiver
from consumer_svc.settler import Settler
from svc_kit.aws.s3 import Bucket


class Outage:
    def __init__(self, receiver: Receiver, archiver: Archiver, settler: Settler, bucket: Bucket) -> None:
        self._receiver = receiver
        self._archiver = archiver
        self._settler = settler
        self._bucket = bucket
        self._probe: Held | None = None

    @property
    def lasts(self) -> bool:
        return self._probe is not None or self._archiver.refused

    async def try_again(self, wait_seconds: int) -> bool:
        """Whether S3 has taken something, or looks as if it would; raises AwsError where SQS or S3 does not answer.

        The probe is kept hidden like all that is in hand. Nothing that a message holds makes S3 refuse it alone: key
        and metadata are ours, and any body that fits SQS fits S3.
        """
        self._probe = self._probe or await self._receiver.receive_one(wait_seconds)
        if self._probe is None:
            await self._bucket.reachable()
            self._archiver.refused = False
            return True
        outcome = await self._archiver.try_once(self._probe)
        if outcome is Outcome.REFUSED:
            return False
        probe, self._probe = self._probe, None
        await self._settler.settle(probe, outcome)
        return True

    async def give_up(self) -> None:
        if self._probe:
            await self._settler.settle(self._probe, Outcome.REFUSED)
