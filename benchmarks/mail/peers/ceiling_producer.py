"""Our producer with a queue that confirms at once: what it would cost if SQS cost nothing."""

import asyncio

from producer_svc import app, publisher
from producer_svc.settings import Settings
from svc_kit.aws.outcome import CONFIRMED
from svc_kit.run import main


class Nothing(publisher.Batcher):
    def add(self, entries):
        for entry in entries:
            asyncio.get_running_loop().call_soon(entry.conclude, CONFIRMED)


publisher.Batcher = Nothing
main(Settings, app.create_app)
