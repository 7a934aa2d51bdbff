"""`python -m ci.observability.picture`: mail of every kind, and what Prometheus saw of it as a picture."""

import argparse
import asyncio
import json
import shutil
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import psutil
from aiohttp import ClientSession, TCPConnector

from ci.observability.alerts import ROOT
from ci.observability.picture.asked import Window, series
from ci.observability.picture.client import Client
from ci.observability.picture.mail import bring
from ci.observability.picture.page import page
from local_aws import control, outputs, prometheus, state
from local_aws.state import State
from local_aws.steps import FailedError, Step, step_ctx

DASHBOARD = ROOT / "grafana" / "dashboards" / "mail_flow.json"
RULES = ROOT / "grafana" / "prometheus" / "rules.yml"
PICTURE = ROOT / "docs" / "mail_flow.svg"
SCRAPE_SECONDS = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ci.observability.picture", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=10, help="of mail, 10 by default")
    parser.add_argument("--to", type=Path, default=PICTURE, metavar="FILE", help="docs/mail_flow.svg by default")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, or Prometheus would outlive us
    try:
        if not (binary := shutil.which("prometheus")):
            raise FailedError("there is no prometheus here: install it (apt-get install prometheus)")
        if not (running := control.find(ROOT)):
            raise FailedError("nothing runs: make demo starts it")
        _run(binary, running, 60 * asked.minutes, asked.to)
    except (FailedError, prometheus.NotStartedError, outputs.NotThereError) as failure:
        print(f"✗ {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("✗ interrupted: nothing was drawn", file=sys.stderr)
        return 130
    return 0


def _run(binary: str, running: State, seconds: float, file: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prometheus.write_targets(folder, [(task["service"], task["url"]) for task in running["tasks"]])
        prometheus.write_configuration(folder, RULES, SCRAPE_SECONDS)
        with prometheus.running_ctx(binary, folder) as url:
            begins = time.time()
            with step_ctx("mail") as step:
                asyncio.run(_bring(running, seconds, step))
            with step_ctx("picture") as step:
                window = Window(begins, time.time())
                file.write_text(page(json.loads(DASHBOARD.read_text()), window, partial(series, url, window=window)))
                step.outcome = f"{file} ({file.stat().st_size // 1000} kB)"


async def _bring(running: State, seconds: float, step: Step) -> None:
    offered = outputs.read(running)
    token = json.loads((state.folder(ROOT) / "payload.json").read_text())["token"]
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        client = Client(session, outputs.client(running, "sqs"), offered, token)
        await bring(client, psutil.Process(running["pid"]), seconds, step.doing)
    told = [f"{number} {what}" for what, number in sorted((client.answers + client.messages).items())]
    step.outcome = ", ".join(told)


if __name__ == "__main__":
    sys.exit(main())
