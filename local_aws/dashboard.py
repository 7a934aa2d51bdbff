"""`make dashboard`: a real Prometheus on this machine, with the rules and alerts of the estate, until Ctrl-C."""

import shutil
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from local_aws import control, prometheus, state
from local_aws.state import State

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "grafana" / "prometheus" / "rules.yml"
SCRAPE_SECONDS = 2
LOOK_SECONDS = 2

# What a reader of "mail flow" looks at first.
SHOWN = (
    "sum by (outcome) (rate(sluice_requests_total[1m]))",
    "sum(rate(sluice_emails_archived_total[1m]))",
    "sluice:queue_delay_seconds:p99",
    "sum by (reason) (rate(sluice_messages_left_total[1m]))",
)


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, or Prometheus would outlive us
    binary = shutil.which("prometheus")
    if not binary:
        return _failed(
            "there is no prometheus here: install it (apt-get install prometheus, brew install prometheus), or see the "
            "same numbers with  make status EVERY=2"
        )
    if not (running := control.find(ROOT)):
        return _failed("nothing runs: make demo starts it")
    folder = state.folder(ROOT) / "prometheus"
    folder.mkdir(parents=True, exist_ok=True)
    _write_targets(folder, running)
    prometheus.write_configuration(folder, RULES, SCRAPE_SECONDS)
    try:
        with prometheus.running_ctx(binary, folder) as url:
            _tell(url)
            _follow(folder)
    except prometheus.NotStartedError as failure:
        return _failed(str(failure))
    except KeyboardInterrupt:
        return 0
    return _failed("the embedded AWS has stopped, and its tasks with it")


def _follow(folder: Path) -> None:
    """Until nothing runs any more: a deployment, scaling or a death has other tasks run."""
    while running := control.find(ROOT):
        _write_targets(folder, running)
        time.sleep(LOOK_SECONDS)


def _write_targets(folder: Path, running: State) -> None:
    prometheus.write_targets(folder, [(task["service"], task["url"]) for task in running["tasks"]])


def _tell(url: str) -> None:
    asked = {f"g{n}.expr": expr for n, expr in enumerate(SHOWN)}
    shown = {f"g{n}.{name}": value for n in range(len(SHOWN)) for name, value in (("tab", "0"), ("range_input", "15m"))}
    print(f"mail flow  {url}/graph?{urlencode(asked | shown)}")
    print(f"alerts     {url}/alerts")
    print("Ctrl-C ends it", flush=True)


def _failed(sentence: str) -> int:
    print(f"✗ {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
