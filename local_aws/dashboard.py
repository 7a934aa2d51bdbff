"""`make dashboard`: a real Prometheus on this machine, with the rules and alerts of the estate, until Ctrl-C.

Where a Grafana is installed, that too, with the dashboards of the estate.
"""

import shutil
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from local_aws import control, grafana, prometheus, state
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
        with ExitStack() as stack:
            url = stack.enter_context(prometheus.running_ctx(binary, folder))
            print(f"mail flow  {_mail_flow(url)}")
            print(f"alerts     {url}/alerts")
            if home := grafana.home():
                pages = grafana.running_ctx(home, state.folder(ROOT) / "grafana", _names(url, running))
                print(f"grafana    {stack.enter_context(pages)}/dashboards")
            print("Ctrl-C ends it", flush=True)
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


def _mail_flow(url: str) -> str:
    asked = {f"g{n}.expr": expr for n, expr in enumerate(SHOWN)}
    shown = {f"g{n}.{name}": value for n in range(len(SHOWN)) for name, value in (("tab", "0"), ("range_input", "15m"))}
    return f"{url}/graph?{urlencode(asked | shown)}"


def _names(url: str, running: State) -> dict[str, str]:
    """What the dashboards call this estate; CloudWatch, which is not here, is asked for none of it."""
    nobody = dict.fromkeys(("BUCKET", "LOAD_BALANCER", "TARGET_GROUP", "TASKS_PER_HOST"), "none")
    here = {"ESTATE": "sluice-local", "AWS_REGION": running["region"], "PROMETHEUS_URL": url}
    return {**nobody, **here, "ALERTMANAGER_URL": url}


def _failed(sentence: str) -> int:
    print(f"✗ {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
