"""What the picture of a dashboard is drawn of is what a real Prometheus says."""

import time

from ci.observability.picture.asked import STEPS, Window, series

from .alerting import Alerting


def test_each_series_of_an_expression_has_its_name_and_its_numbers(alerting: Alerting) -> None:
    expressions = {
        'label_replace(vector(2), "outcome", "taken", "", "")': "mail {{outcome}}",
        "vector(0) / 0": "a quantile of nothing",
        "vector(1) < 0": "none",
    }
    now = time.time()
    targets = [{"expr": expr, "legendFormat": name} for expr, name in expressions.items()]
    taken, nothing = series(alerting.url, {"targets": targets}, Window(now - 600, now))
    assert (taken.name, {value for _, value in taken.points}) == ("mail taken", {2.0})
    assert STEPS <= len(taken.points) <= STEPS + 1  # the last one may fall behind the end by a rounding
    assert (nothing.name, nothing.points) == ("a quantile of nothing", ())
