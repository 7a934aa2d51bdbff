"""`ci/audit`: what OSV, played on this machine, knows of the wheels that a service is locked to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import CompletedProcess
from typing import Any

import pytest

from .repository import REPOSITORY, Repository

CANARY = {("pyyaml", "5.3"): "CVE-2020-14343"}
LOCK = f"aiohttp==3.14.5 \\\n    --hash=sha256:{'0' * 64}\n"


@contextmanager
def osv_ctx(known: dict[tuple[str, str], str]) -> Iterator[str]:
    """Where it answers, in the shape of https://google.github.io/osv.dev/post-v1-query/"""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = asked["package"]["name"], asked["version"]
            affected = [{"package": {"name": name, "ecosystem": "PyPI"}}]
            cve = known.get((name, version))
            found = {"vulns": [{"id": f"PYSEC-{name}", "aliases": [cve], "summary": "Bad", "affected": affected}]}
            body = json.dumps(found if cve else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def locked(repository: Repository) -> Repository:
    """A checkout whose producer is locked to one wheel."""
    for script in ("audit", "registry"):
        (repository.root / "ci" / script).symlink_to(REPOSITORY / "ci" / script)
    (repository.root / "ci/accepted_findings.json").write_text("[]")
    (repository.root / "producer_svc/requirements.txt").write_text(LOCK)
    return repository


def audit(locked: Repository, known: dict[tuple[str, str], str]) -> "CompletedProcess[str]":
    with osv_ctx(known) as url:
        return locked.run("ci/audit", "producer", OSV_URL=url, HOME=str(locked.root), NO_PROXY="127.0.0.1")


def test_wheels_of_which_nothing_is_known_pass(locked: Repository) -> None:
    done = audit(locked, CANARY)

    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("No known vulnerabilities found\n")


def test_a_vulnerable_wheel_is_named_until_it_is_accepted(locked: Repository) -> None:
    known = {**CANARY, ("aiohttp", "3.14.5"): "CVE-2026-1"}

    done = audit(locked, known)

    assert done.returncode == 1
    assert "aiohttp 3.14.5  PYSEC-aiohttp" in done.stdout

    today = datetime.now(UTC).date().isoformat()
    entry = {"finding": "CVE-2026-1", "reason": "It is never called", "until": today}
    (locked.root / "ci/accepted_findings.json").write_text(json.dumps([entry]))

    assert audit(locked, known).returncode == 0


def test_a_source_that_knows_nothing_is_not_believed(locked: Repository) -> None:
    done = audit(locked, {})

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("✗ OSV does not know CVE-2020-14343 of pyyaml 5.3")


def test_a_source_that_does_not_answer_is_not_believed(locked: Repository) -> None:
    done = locked.run("ci/audit", "producer", OSV_URL="http://127.0.0.1:1", HOME=str(locked.root))

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("✗ OSV does not know CVE-2020-14343 of pyyaml 5.3")


def test_a_service_without_wheels_is_left_to_the_scan_of_its_image(locked: Repository) -> None:
    done = locked.run("ci/audit", "grafana")

    assert (done.returncode, done.stdout) == (0, "✓ grafana has no wheels: ECR looks through what its base brings\n")
