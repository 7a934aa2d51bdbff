"""Our signatures are those of the SDK, to the byte."""

from datetime import UTC, datetime
from string import ascii_letters, digits
from urllib.parse import quote

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svc_kit.aws.request import Request
from svc_kit.aws.signing import UNSIGNED, Signer

SIGNERS = {"sqs": botocore.auth.SigV4Auth, "s3": botocore.auth.S3SigV4Auth}
TOKEN = ascii_letters + digits + "-"

words = st.text(st.characters(codec="utf-8"), max_size=12)
paths = st.lists(words | st.sampled_from([".", "..", "", "a b", "~x", "%2F"]), max_size=4).map(
    lambda parts: "/" + "/".join(quote(part, safe="~") for part in parts)
)
queries = st.lists(st.tuples(words, words), max_size=4).map(
    lambda pairs: "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
)
values = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=20)
ours = ("host", "authorization", "date", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-md5")
headers = st.dictionaries(
    st.text(TOKEN, min_size=1, max_size=12).map(str.lower).filter(lambda name: name not in ours)
    | st.sampled_from(["content-type", "x-amz-target", "x-amz-meta-sha256", *botocore.auth.SIGNED_HEADERS_BLACKLIST]),
    values,
    max_size=5,
)
secrets = st.text(ascii_letters + digits + "/+", min_size=1, max_size=40)
credentials = st.builds(ReadOnlyCredentials, secrets, secrets, st.none() | secrets, st.none())


def signed_by_the_sdk(signer: Signer, scheme: str, request: Request, who: ReadOnlyCredentials) -> dict[str, str]:
    asked = f"?{request.query}" if request.query else ""
    theirs = AWSRequest(
        request.method, f"{scheme}://{signer.host}{request.path}{asked}", dict(request.headers), request.body
    )
    SIGNERS[signer.service](who, signer.service, signer.region).add_auth(theirs)
    return {name.lower(): value for name, value in theirs.headers.items()}


@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    signer=st.builds(
        Signer,
        st.sampled_from(["sqs", "s3"]),
        st.sampled_from(["eu-central-1", "us-gov-west-1", "cn-north-1"]),
        st.sampled_from(["127.0.0.1:4566", "sqs.eu-central-1.amazonaws.com", "a.b.s3.amazonaws.com", "[::1]:1"]),
    ),
    scheme=st.sampled_from(["http", "https"]),
    request=st.builds(
        Request, st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"]), paths, headers, st.binary(), queries
    ),
    who=credentials,
    now=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
)
def test_a_request_is_signed_as_the_sdk_signs_it(signer, scheme, request, who, now):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: now)
        theirs = signed_by_the_sdk(signer, scheme, request, who)

    mine = signer.headers(request, who, now.replace(tzinfo=UTC))

    assert {name: value for name, value in mine.items() if name != "host"} == theirs


def test_what_the_sdk_does_not_sign_is_not_signed():
    assert set(botocore.auth.SIGNED_HEADERS_BLACKLIST) == UNSIGNED


def test_the_key_of_another_day_secret_region_or_service_is_another():
    request, now = Request("GET", "/", {}), datetime(2026, 1, 1, tzinfo=UTC)
    first = Signer("sqs", "eu-central-1", "x")
    who = ReadOnlyCredentials("id", "secret", None, None)

    signatures = {
        signer.headers(request, whose, when)["authorization"].rpartition("=")[2]
        for signer, whose, when in [
            (first, who, now),
            (first, who, now.replace(day=2)),
            (first, who._replace(secret_key="other"), now),
            (Signer("sqs", "eu-west-1", "x"), who, now),
            (Signer("sns", "eu-central-1", "x"), who, now),
        ]
    }

    assert len(signatures) == 5


def test_a_header_cannot_smuggle_another_one():
    with pytest.raises(ValueError, match="more than one line"):
        Request("GET", "/", {}).head({"x-amz-meta-a": "b\r\nx-evil: c"})
