"""The calls that a run makes of AWS, by the names that IAM knows them by: moto's recorder, read."""

import base64
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .checkout import Checkout

SIGNED = re.compile(r"Credential=(?P<key>\w+)/\d+/[\w-]+/(?P<service>[\w-]+)/")
# Playbooks sign as the laptop's inventory says; tasks and their runner sign otherwise.
LAPTOP = "embedded"
# How IAM names a service where its requests are signed for another name (Service Authorization Reference).
PREFIXES = {"monitoring": "cloudwatch"}

# A call of S3 has no name of its own: method, kind of resource and query say which it is.
S3 = {
    ("DELETE", "bucket", ""): "DeleteBucket",
    ("DELETE", "object", ""): "DeleteObject",
    ("GET", "bucket", ""): "ListBucket",
    ("GET", "bucket", "encryption"): "GetEncryptionConfiguration",
    ("GET", "bucket", "lifecycle"): "GetLifecycleConfiguration",
    ("GET", "bucket", "logging"): "GetBucketLogging",
    ("GET", "bucket", "ownershipControls"): "GetBucketOwnershipControls",
    ("GET", "bucket", "policy"): "GetBucketPolicy",
    ("GET", "bucket", "publicAccessBlock"): "GetBucketPublicAccessBlock",
    ("GET", "bucket", "tagging"): "GetBucketTagging",
    ("GET", "bucket", "uploads"): "ListBucketMultipartUploads",
    ("GET", "bucket", "versioning"): "GetBucketVersioning",
    ("GET", "bucket", "versions"): "ListBucketVersions",
    ("GET", "object", ""): "GetObject",
    ("HEAD", "bucket", ""): "ListBucket",
    ("POST", "bucket", "delete"): "DeleteObjectVersion",
    ("PUT", "bucket", ""): "CreateBucket",
    ("PUT", "bucket", "encryption"): "PutEncryptionConfiguration",
    ("PUT", "bucket", "lifecycle"): "PutLifecycleConfiguration",
    ("PUT", "bucket", "logging"): "PutBucketLogging",
    ("PUT", "bucket", "ownershipControls"): "PutBucketOwnershipControls",
    ("PUT", "bucket", "policy"): "PutBucketPolicy",
    ("PUT", "bucket", "publicAccessBlock"): "PutBucketPublicAccessBlock",
    ("PUT", "bucket", "tagging"): "PutBucketTagging",
    ("PUT", "bucket", "versioning"): "PutBucketVersioning",
    ("PUT", "object", ""): "PutObject",
}


# So is one of Route 53, by method and the end of its path.
ROUTE53 = {
    ("GET", "hostedzonesbyname"): "ListHostedZonesByName",
    ("GET", "rrset"): "ListResourceRecordSets",
    ("POST", "rrset"): "ChangeResourceRecordSets",
}


def recording_ctx(checkout: Checkout) -> AbstractContextManager[set[str]]:
    """Of the playbooks of a laptop."""
    return actions_ctx(checkout.state["endpoint_url"], LAPTOP)


@contextmanager
def actions_ctx(endpoint_url: str, key: str) -> Iterator[set[str]]:
    """Yields a set that holds, once the context ends, the IAM action of each call that was signed with that key."""
    made: set[str] = set()
    _recorder(endpoint_url, "reset-recording")
    _recorder(endpoint_url, "start-recording")
    try:
        yield made
    finally:
        _recorder(endpoint_url, "stop-recording")
    for line in _recorder(endpoint_url, "download-recording", method="GET").splitlines():
        request = json.loads(line)
        signed = SIGNED.search(request["headers"].get("Authorization", ""))
        if signed and signed["key"] == key:
            made.add(_action(signed["service"], request))


def _recorder(endpoint_url: str, what: str, method: str = "POST") -> str:
    url = f"{endpoint_url}/moto-api/recorder/{what}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return str(answer.read().decode())


def _action(service: str, request: dict[str, Any]) -> str:
    body = request["body"] or ""
    text = base64.b64decode(body).decode(errors="replace") if request["body_encoded"] else body
    if target := request["headers"].get("X-Amz-Target"):
        name = target.rpartition(".")[2]
    elif service == "s3":
        name = _s3_action(request["method"], request["url"])
    elif service == "route53":
        name = ROUTE53[request["method"], urlsplit(request["url"]).path.rstrip("/").rpartition("/")[2]]
    else:
        name = parse_qs(text)["Action"][0]
    return f"{PREFIXES.get(service, service)}:{name}"


def _s3_action(method: str, url: str) -> str:
    asked = urlsplit(url)
    kind = "object" if "/" in asked.path.strip("/") else "bucket"
    query = parse_qs(asked.query, keep_blank_values=True)
    return next((S3[method, kind, key] for key in query if (method, kind, key) in S3), S3[method, kind, ""])
