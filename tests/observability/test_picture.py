"""The picture of a dashboard shows what Prometheus said, and says what it could not know."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from ci.observability.picture.asked import STEPS, Series, Window, named
from ci.observability.picture.axis import lines, moments, written
from ci.observability.picture.page import NOT_HERE, page

from .dashboards import ROOT, read

WINDOW = Window(1_000_000, 1_001_200)
DASHBOARD = {
    "title": "Two panels",
    "panels": [
        {"type": "row", "title": "A row", "gridPos": {"h": 1, "w": 24, "x": 0, "y": 0}},
        {
            "type": "timeseries",
            "title": "Of Prometheus",
            "datasource": {"type": "prometheus"},
            "fieldConfig": {"defaults": {"unit": "reqps"}},
            "gridPos": {"h": 8, "w": 8, "x": 0, "y": 1},
        },
        {
            "type": "timeseries",
            "title": "Of CloudWatch",
            "datasource": {"type": "cloudwatch"},
            "fieldConfig": {"defaults": {"unit": "short"}},
            "gridPos": {"h": 8, "w": 8, "x": 8, "y": 1},
        },
    ],
}
COLOURED = "[@stroke-width='1.5']"


def drawn(*series: Series) -> Element:
    return fromstring(page(DASHBOARD, WINDOW, lambda _: list(series)))


def said(picture: Element) -> list[str | None]:
    return [each.text for each in picture.iterfind(".//{*}text")]


def lines_of(picture: Element) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, _, y in (point.partition(",") for point in each.attrib["points"].split())]
        for each in picture.iterfind(f".//{{*}}polyline{COLOURED}")
    ]


def series(name: str, *values: float) -> Series:
    return Series(name, tuple((WINDOW.begins + number * WINDOW.step, value) for number, value in enumerate(values)))


def test_each_series_is_a_line_with_a_name() -> None:
    picture = drawn(series("accepted", 1, 2, 3), series("declined", 3, 2, 1))
    rising, falling = lines_of(picture)
    assert {"accepted", "declined"} <= set(said(picture))
    assert [x for x, _ in rising] == [x for x, _ in falling] == sorted(x for x, _ in rising)
    # Downwards is more, in a picture.
    assert [y for _, y in rising] == sorted((y for _, y in rising), reverse=True)
    assert [y for _, y in falling] == sorted(y for _, y in falling)


def test_a_line_stays_inside_its_panel() -> None:
    [line] = lines_of(drawn(series("all of it", *range(STEPS + 1))))
    panel = drawn().findall(".//{*}rect")[1].attrib
    left, top = float(panel["x"]), float(panel["y"])
    assert all(left < x < left + float(panel["width"]) for x, _ in line)
    assert all(top < y < top + float(panel["height"]) for _, y in line)


def test_nothing_is_drawn_across_a_gap() -> None:
    points = series("with a gap", *range(9)).points
    assert [len(line) for line in lines_of(drawn(Series("with a gap", points[:3] + points[5:])))] == [3, 4]


def test_a_panel_without_data_says_so() -> None:
    for picture in (drawn(), drawn(series("nothing yet"))):
        assert "No data" in said(picture)
        assert lines_of(picture) == []


def test_what_a_laptop_cannot_know_is_said_where_it_would_stand() -> None:
    picture = drawn(series("accepted", 1))
    assert said(picture).count(NOT_HERE) == 1
    assert {"Two panels", "A row", "Of Prometheus", "Of CloudWatch"} <= set(said(picture))


def test_a_name_that_looks_like_markup_is_written_as_it_is() -> None:
    assert "<b>&amp;" in said(drawn(series("<b>&amp;", 1)))


@pytest.mark.parametrize(
    ("pattern", "labels", "name"),
    [
        ("accepted", {"outcome": "accepted"}, "accepted"),
        ("token {{outcome}}", {"outcome": "failed"}, "token failed"),
        ("{{alertname}}", {}, "Value"),
    ],
)
def test_a_series_is_named_as_grafana_names_it(pattern: str, labels: dict[str, str], name: str) -> None:
    assert named(pattern, labels) == name


@pytest.mark.parametrize("highest", [0, 0.0004, 0.3, 1, 7, 97.3, 1e6])
def test_an_axis_reaches_from_nothing_to_the_highest_value_in_few_steps(highest: float) -> None:
    heights = lines(highest)
    assert heights[0] == 0
    assert heights[-1] >= highest
    assert 3 <= len(heights) <= 6


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "s", "0 s"),
        (0.05, "s", "50 ms"),
        (1.5, "s", "1.5 s"),
        (2, "reqps", "2 req/s"),
        (0.1, "ops", "0.1 ops/s"),
        (2500, "short", "2.5 K"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_an_axis_of_time_has_full_minutes() -> None:
    assert [at % 60 for at in moments(1_000_001, 1_000_901)] == [0] * len(moments(1_000_001, 1_000_901))


def test_the_picture_in_the_documents_has_each_panel_of_the_dashboard() -> None:
    dashboard: dict[str, Any] = read(ROOT / "grafana" / "dashboards" / "mail_flow.json")
    picture = ROOT / "docs" / "mail_flow.svg"
    assert {panel["title"] for panel in dashboard["panels"]} <= set(said(fromstring(picture.read_text())))
    assert picture.stat().st_size < 200_000
    assert dashboard["title"] in said(fromstring(picture.read_text()))
