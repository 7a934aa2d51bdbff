"""The lock of an estate: an object in S3 that one run holds, and that ends by itself when nobody renews it.

S3 decides who has it, by conditional writes (Amazon S3 User Guide, "Conditional requests"), and S3's clock decides
whether it has ended, so that no two machines have to agree on the time.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

# 412 where another one has written, 409 where another one is writing just now, 404 where it has gone meanwhile.
LOST = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")
# Who loses a race looks again; the winner of that race holds it then.
ATTEMPTS = 3


@dataclass(frozen=True)
class Holder:
    run: str
    """Tells apart two runs of one person on one machine."""
    who: str
    since: str
    expiry_seconds: int


@dataclass(frozen=True)
class Found:
    holder: Holder
    etag: str
    renewed: datetime
    now: datetime

    @property
    def until(self) -> datetime:
        return self.renewed + timedelta(seconds=self.holder.expiry_seconds)


class HeldError(Exception):
    """Another one has the lock."""

    def __init__(self, found: Found) -> None:
        super().__init__(found.holder.who)
        self.found = found


class LostError(Exception):
    """We had the lock, and another one has it."""


class Lock:
    """`where` says Bucket, Key and ExpectedBucketOwner: a bucket of that name may be anybody's."""

    def __init__(self, s3: Any, where: dict[str, str], ours: Holder) -> None:
        self.s3, self.where, self.ours = s3, where, ours
        self.etag = ""
        self.renewals = 0

    def take(self, *, even_if_held: bool = False) -> None:
        """Raises HeldError, or the ClientError of a bucket that is not there or not ours."""
        for _ in range(ATTEMPTS):
            found = self._find()
            if found and found.holder.run == self.ours.run:  # taken before, or an answer was lost on its way
                self.etag = found.etag
                return
            if found and found.now < found.until and not even_if_held:
                raise HeldError(found)
            if self._write({"IfMatch": found.etag} if found else {"IfNoneMatch": "*"}):
                return
        if found := self._find():
            raise HeldError(found)
        raise LostError

    def renew(self) -> None:
        self.renewals += 1
        if not self._write({"IfMatch": self.etag}):
            found = self._find()
            if not found or found.holder.run != self.ours.run:
                raise LostError
            self.etag = found.etag

    def release(self) -> None:
        """What another one has taken meanwhile stays that one's."""
        try:
            self.s3.delete_object(**self.where, IfMatch=self.etag)
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST:
                raise

    def _write(self, condition: dict[str, str]) -> bool:
        body = json.dumps({**asdict(self.ours), "renewals": self.renewals}, indent=2)
        try:
            put = self.s3.put_object(**self.where, **condition, Body=body.encode(), ContentType="application/json")
        except ClientError as error:
            if error.response["Error"]["Code"] not in LOST:
                raise
            return False
        self.etag = put["ETag"]
        return True

    def _find(self) -> Found | None:
        try:
            got = self.s3.get_object(**self.where)
        except self.s3.exceptions.NoSuchKey:
            return None
        body = json.loads(got["Body"].read())
        body.pop("renewals")
        now = parsedate_to_datetime(got["ResponseMetadata"]["HTTPHeaders"]["date"])
        return Found(Holder(**body), got["ETag"], got["LastModified"], now)
