"""A registry on this machine that keeps its images in the ECR of an embedded AWS, which scans what arrives."""

import hashlib
import re
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import boto3
from moto.ecr.models import ecr_backends

REPOSITORIES = ("sluice/candidates", "sluice/producer", "sluice/consumer")
REGION = "eu-central-1"
PATH = re.compile(r"/v2/(?P<name>sluice/[a-z]+)/(?P<kind>manifests|blobs/uploads|blobs)/(?P<reference>[^?]*)")


class Account:
    """An account of the embedded AWS, which tells them apart by the credentials that it gives for a role of each."""

    def __init__(self, endpoint: str, number: str) -> None:
        role = {"RoleArn": f"arn:aws:iam::{number}:role/release", "RoleSessionName": "release"}
        given = boto3.client("sts", endpoint_url=endpoint).assume_role(**role)["Credentials"]
        self.endpoint = endpoint
        self.number = number
        self.environment = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        }
        self.ecr: Any = boto3.client(
            "ecr",
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        for name in REPOSITORIES:
            self.ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")

    def images(self, service: str) -> dict[str, str]:
        """Digests by tag."""
        found = self.ecr.describe_images(repositoryName=f"sluice/{service}")["imageDetails"]
        return {tag: each["imageDigest"] for each in found for tag in each["imageTags"]}

    def forget_scans(self) -> None:
        """What moto was told to find is found for good else."""
        for repository in ecr_backends[self.number][REGION].repositories.values():
            for image in repository.images:
                image.scan_finding_results.clear()

    def keep(self, name: str, tag: str, manifest: bytes, media_type: str) -> None:
        """As something pushed it, and looked through at once."""
        digest = digest_of(manifest)
        self.ecr.put_image(
            repositoryName=name,
            imageTag=tag,
            imageManifest=manifest.decode(),
            imageManifestMediaType=media_type,
            imageDigest=digest,
        )
        self.ecr.start_image_scan(repositoryName=name, imageId={"imageDigest": digest})


class Registry:
    def __init__(self, account: Account) -> None:
        self.account = account
        self.host = ""
        self.blobs: dict[str, dict[str, bytes]] = {name: {} for name in REPOSITORIES}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, bytes] = {}
        self.pushed = 0

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        user = b64decode(asked.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        found = PATH.match(asked.path)
        if not user.startswith("AWS:") or not found:
            return 401, {}, b"no basic auth credentials"
        name, reference = found["name"], found["reference"]
        if found["kind"] == "manifests":
            if asked.command == "PUT":
                return self._keep(name, reference, asked.headers["Content-Type"], body)
            return self._manifest(name, reference)
        if found["kind"] == "blobs":
            content = self.blobs[name].get(reference)
            return (404, {}, b"") if content is None else (200, {}, content)
        return self._upload(asked.command, name, asked.path, body)

    def _upload(self, method: str, name: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        address = urlsplit(path)
        if method == "POST":
            upload = str(uuid4())
            self.uploads[upload] = b""
            return 202, {"Location": f"{address.path}{upload}?state=begun"}, b""
        upload = address.path.rpartition("/")[2]
        self.uploads[upload] += body
        if method == "PATCH":
            return 202, {"Location": f"{address.path}?state=sent"}, b""
        digest = parse_qs(address.query)["digest"][0]
        if digest != digest_of(self.uploads[upload]):
            return 400, {}, b"the digest is another"
        self.blobs[name][digest] = self.uploads.pop(upload)
        return 201, {}, b""

    def _keep(self, name: str, tag: str, media_type: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        try:
            self.account.keep(name, tag, body, media_type)
        except self.account.ecr.exceptions.ImageAlreadyExistsException as taken:
            return 400, {}, str(taken).encode()
        self.manifests[digest_of(body)] = media_type, body
        self.pushed += 1
        return 201, {"Docker-Content-Digest": digest_of(body)}, b""

    def _manifest(self, name: str, reference: str) -> tuple[int, dict[str, str], bytes]:
        held = self.account.images(name.removeprefix("sluice/"))
        digest = held.get(reference, reference)
        if digest not in held.values():
            return 404, {}, b"unknown manifest"
        media_type, content = self.manifests[digest]
        return 200, {"Content-Type": media_type}, content


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@contextmanager
def registry_ctx(account: Account) -> Iterator[Registry]:
    registry = Registry(account)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = registry.answer(self, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = _answer  # noqa: N815 -- as http.server calls them

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        registry.host = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield registry
        finally:
            server.shutdown()
            thread.join()
