"""Our consumer with obstore for S3, the other way that is lean."""

import os
from contextlib import asynccontextmanager

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from consumer_svc import app
from consumer_svc.settings import Settings
from svc_kit.run import main


class Bucket:
    def __init__(self, store):
        self._store = store

    async def put_if_absent(self, key, body, metadata):
        attributes = {"Content-Type": "application/json", **metadata}
        try:
            await obstore.put_async(self._store, key, body, mode="create", attributes=attributes, use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    async def reachable(self):
        return True


@asynccontextmanager
async def bucket_ctx(name, *, connections):  # noqa: ARG001 - its own pool has no bound
    yield Bucket(
        S3Store(
            name,
            endpoint=os.environ["AWS_ENDPOINT_URL"],
            region=os.environ["AWS_REGION"],
            access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
            secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
            checksum_algorithm="SHA256",
            virtual_hosted_style_request=False,
            client_options={"allow_http": True},
        )
    )


app.bucket_ctx = bucket_ctx
main(Settings, app.create_app)
