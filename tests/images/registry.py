"""A real registry on this machine, and the ECR of an embedded AWS that looks through what it is given."""

import json
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.delivery.registry import Account

from .container import free_port

SETTINGS = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage:
  filesystem: {{rootdirectory: {folder}}}
http: {{addr: "{host}"}}
notifications:
  endpoints:
    - {{name: ecr, url: "{listener}", timeout: 30s, threshold: 5, backoff: 1s}}
"""


@contextmanager
def real_registry_ctx(account: Account, folder: Path) -> Iterator[str]:
    """Its host; whatever is pushed to it the account has too, as ECR would."""
    host = f"127.0.0.1:{free_port()}"
    with _listener_ctx(account, host) as listener:
        settings = folder / "registry.yml"
        settings.write_text(SETTINGS.format(folder=folder / "kept", host=host, listener=listener))
        with (
            (folder / "registry.log").open("w") as log,
            subprocess.Popen(["docker-registry", "serve", str(settings)], stdout=log, stderr=log) as registry,
        ):
            try:
                _until_it_answers(host, registry, folder / "registry.log")
                yield host
            finally:
                registry.terminate()


@contextmanager
def _listener_ctx(account: Account, host: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            for event in json.loads(self.rfile.read(int(self.headers["Content-Length"])))["events"]:
                target = event["target"]
                if event["action"] == "push" and "manifest" in target["mediaType"]:
                    asked = urllib.request.Request(
                        f"http://{host}/v2/{target['repository']}/manifests/{target['digest']}"
                    )
                    asked.add_header("Accept", target["mediaType"])
                    with urllib.request.urlopen(asked) as it:
                        account.keep(target["repository"], target["tag"], it.read(), target["mediaType"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _until_it_answers(host: str, registry: "subprocess.Popen[bytes]", log: Path) -> None:
    until = monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://{host}/v2/"):
                return
        except OSError:
            assert registry.poll() is None, log.read_text()
            assert monotonic() < until, log.read_text()
            sleep(0.1)
