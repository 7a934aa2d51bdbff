"""Mail as its senders see it, and the bucket as an auditor does."""

import json
import threading
from http import HTTPStatus, client
from types import TracebackType
from urllib.parse import urlsplit

from .checkout import Checkout


def archived(checkout: Checkout) -> set[str]:
    """The keys of all emails in the bucket."""
    pages = checkout.client("s3").get_paginator("list_objects_v2").paginate(Bucket=checkout.outputs["bucket"])
    return {stored["Key"] for page in pages for stored in page.get("Contents", [])}


class Sender:
    """Posts a bounded number of emails, one after the other; those that were accepted are in `accepted` by id."""

    def __init__(self, checkout: Checkout, emails: int) -> None:
        self.accepted: set[str] = set()
        self._address = urlsplit(checkout.outputs["producer_url"]).netloc
        self._payload = json.loads((checkout.root / ".local" / "payload.json").read_text())
        self._thread = threading.Thread(target=self._send, args=(emails,))

    def __enter__(self) -> "Sender":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.join()

    def _send(self, emails: int) -> None:
        for number in range(emails):
            self._payload["data"]["email_subject"] = f"Number {number}"
            try:
                self._post(json.dumps(self._payload))
            except OSError:
                continue  # a broken connection is an unknown outcome, not an acceptance

    def _post(self, body: str) -> None:
        connection = client.HTTPConnection(self._address, timeout=30)
        try:
            connection.request("POST", "/process", body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            if reply.status == HTTPStatus.ACCEPTED:
                self.accepted.add(reply.headers["X-Email-Id"])
        finally:
            connection.close()
