"""What the tasks on this machine have counted, read from their own /metrics and added up."""

import urllib.request
from collections import defaultdict
from collections.abc import Iterable

from prometheus_client.parser import text_string_to_metric_families

SECONDS = 5

Counted = dict[str, float]
"""By the name of the series, with the one label that it has: `sluice_requests_total accepted`."""


def counted(task_urls: Iterable[str]) -> Counted:
    """A task that ends while it is asked counts nothing."""
    total: Counted = defaultdict(float)
    for text in filter(None, map(_metrics, task_urls)):
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if "le" not in sample.labels:
                    total[" ".join([sample.name, *sample.labels.values()])] += sample.value
    return total


def of(total: Counted, name: str) -> dict[str, float]:
    """What was counted at all, by the label."""
    return {key.split(" ")[1]: value for key, value in total.items() if key.startswith(f"{name} ") and value}


def _metrics(task_url: str) -> str | None:
    # Nothing between this machine and itself, whatever proxy its user has.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{task_url}/metrics", timeout=SECONDS) as answer:
            return str(answer.read().decode())
    except OSError:
        return None
