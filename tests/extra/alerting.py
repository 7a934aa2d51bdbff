"""Prometheus, Alertmanager and whoever is told, all of them on this machine and as real as they are."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from local_aws import prometheus

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "grafana" / "prometheus" / "rules.yml"
SCRAPE_SECONDS = 1


@dataclass
class Told:
    """The labels of each alert that fires, as a webhook hears of it."""

    labels: list[dict[str, str]] = field(default_factory=list)

    def of(self, alert: str, **labels: str) -> bool:
        return any({"alertname": alert, **labels}.items() <= each.items() for each in self.labels)


@dataclass
class Alerting:
    url: str
    folder: Path
    told: Told

    def scrape(self, producer: str, consumer: str) -> None:
        prometheus.write_targets(self.folder, [("producer", producer), ("consumer", consumer)])


def shortened(rules: str) -> str:
    """The same rules for those who cannot wait: what takes minutes takes seconds."""
    return re.sub(r"for: .*", "for: 1s", re.sub(r"\[\d+m\]", "[15s]", rules))


@contextmanager
def alerting_ctx(folder: Path) -> Iterator[Alerting]:
    rules = folder / "rules.yml"
    rules.write_text(shortened(RULES.read_text()))
    prometheus.write_targets(folder, [])
    with webhook_ctx() as (hook, told), alertmanager_ctx(folder, hook) as alertmanager:
        prometheus.write_configuration(folder, rules, SCRAPE_SECONDS, alertmanager)
        with prometheus.running_ctx(_binary("prometheus"), folder) as url:
            yield Alerting(url, folder, told)


@contextmanager
def alertmanager_ctx(folder: Path, hook: str) -> Iterator[str]:
    """Its address."""
    route = {"receiver": "hook", "group_by": ["alertname"], "group_wait": "0s", "group_interval": "1s"}
    receivers = [{"name": "hook", "webhook_configs": [{"url": hook}]}]
    (folder / "alertmanager.yml").write_text(json.dumps({"route": route, "receivers": receivers}))
    address, log = f"127.0.0.1:{prometheus.free_port()}", folder / "alertmanager.log"
    command = [
        _binary("prometheus-alertmanager", "alertmanager"),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    with prometheus.process_ctx(command, log) as process:
        prometheus.wait_until_ready(f"http://{address}/-/ready", process, log)
        yield address


@contextmanager
def webhook_ctx() -> Iterator[tuple[str, Told]]:
    told = Told()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.labels += [each["labels"] for each in said["alerts"] if each["status"] == "firing"]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test has other things to tell."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
    finally:
        server.shutdown()
        server.server_close()


def _binary(*names: str) -> str:
    return next(found for found in map(shutil.which, names) if found)
