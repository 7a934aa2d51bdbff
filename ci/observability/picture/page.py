"""A whole dashboard on one page, each panel where Grafana has it."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ci.observability.picture.asked import Series, Window
from ci.observability.picture.axis import clock
from ci.observability.picture.plot import Plot, draw, frame
from ci.observability.picture.svg import CANVAS, FAINT, FONT, Box, rectangle, text

# Of one unit of Grafana's grid, of which 24 are beside each other.
ACROSS, DOWN = 40, 26
GAP, HEAD = 8, 54
NOT_HERE = "CloudWatch: not on a laptop"
HOW = "Drawn by ci/picture, not by Grafana, of what a Prometheus saw of one producer and one consumer"


def page(dashboard: dict[str, Any], window: Window, ask: Callable[[dict[str, Any]], list[Series]]) -> str:
    """SVG; `ask` gives the series of a panel that asks Prometheus."""
    down = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in dashboard["panels"])
    whole = Box(0, 0, 24 * ACROSS + GAP, HEAD + down * DOWN + GAP)
    size = {"viewBox": f"0 0 {whole.width} {whole.height}", "width": str(whole.width), "height": str(whole.height)}
    drawn = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONT})
    SubElement(drawn, "title").text = dashboard["title"]
    rectangle(drawn, whole, fill=CANVAS)
    text(drawn, GAP + 4, 26, dashboard["title"], font_size="17", font_weight="600")
    text(drawn, GAP + 4, 44, HOW, font_size="11", fill=FAINT)
    when = f"{clock(window.begins, '%Y-%m-%d %H:%M')} to {clock(window.ends)} UTC"
    text(drawn, whole.width - GAP - 4, 26, when, font_size="12", text_anchor="end")
    lines = SubElement(drawn, "g", {"stroke-linejoin": "round", "stroke-linecap": "round"})
    for panel in dashboard["panels"]:
        _panel(lines, panel, window, ask)
    indent(drawn, space="")
    return f"{tostring(drawn, encoding='unicode')}\n"


def _panel(
    drawn: Element, panel: dict[str, Any], window: Window, ask: Callable[[dict[str, Any]], list[Series]]
) -> None:
    place = panel["gridPos"]
    box = Box(GAP + place["x"] * ACROSS, HEAD + place["y"] * DOWN, place["w"] * ACROSS - GAP, place["h"] * DOWN - GAP)
    if panel["type"] == "row":
        text(drawn, box.x + 4, box.y + 16, panel["title"], font_size="14", font_weight="600")
    elif panel["datasource"]["type"] == "cloudwatch":
        frame(drawn, panel["title"], box, NOT_HERE)
    else:
        unit = panel["fieldConfig"]["defaults"]["unit"]
        draw(drawn, box, Plot(panel["title"], unit, ask(panel), window))
