"""One panel: its title, its lines over time, and which line is which."""

from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from ci.observability.picture import axis
from ci.observability.picture.asked import Series, Window
from ci.observability.picture.legend import ROW, legend, rows
from ci.observability.picture.svg import BORDER, FAINT, GRID, PANEL, SMALL, Box, colour, line, rectangle, text, wide

EDGE, ABOVE, BELOW = 10, 34, 24

Point = tuple[float, float]


@dataclass(frozen=True)
class Plot:
    """`unit` is one of Grafana's."""

    title: str
    unit: str
    series: list[Series]
    window: Window


def frame(parent: Element, title: str, box: Box, says: str = "") -> Element:
    """A panel without lines, which may say why."""
    drawn = SubElement(parent, "g")
    rectangle(drawn, box, fill=PANEL, stroke=BORDER, rx="3")
    text(drawn, box.x + EDGE, box.y + 19, title, font_size="12.5", font_weight="600")
    if says:
        middle = box.x + box.width / 2
        text(drawn, middle, box.y + box.height / 2 + 8, says, font_size="12", fill=FAINT, text_anchor="middle")
    return drawn


def draw(parent: Element, box: Box, plot: Plot) -> None:
    values = [value for one in plot.series for _, value in one.points]
    if not values:
        frame(parent, plot.title, box, "No data")
        return
    drawn = frame(parent, plot.title, box)
    heights = axis.lines(max(values))
    beside = max(wide(axis.written(value, plot.unit), SMALL) for value in heights) + EDGE + 4
    named = rows([one.name for one in plot.series], box.width - 2 * EDGE)
    below = BELOW + ROW * len(named)
    inner = Box(box.x + beside, box.y + ABOVE, box.width - beside - EDGE - 4, box.height - ABOVE - below)
    _grid(drawn, inner, plot, heights)
    for number, one in enumerate(plot.series):
        for stretch in _stretches(one.points, plot.window.step):
            points = [_at(inner, plot.window, heights[-1], point) for point in stretch]
            # A line of one point is seen by its round ends alone.
            points, thick = (points, "1.5") if len(points) > 1 else (points * 2, "3.5")
            line(drawn, points, stroke=colour(number), stroke_width=thick)
    legend(drawn, named, box.x + EDGE, box.bottom - below + BELOW - 4)


def _grid(drawn: Element, inner: Box, plot: Plot, heights: list[float]) -> None:
    how = {"font_size": str(SMALL), "fill": FAINT}
    for value in heights:
        _, y = _at(inner, plot.window, heights[-1], (plot.window.begins, value))
        line(drawn, [(inner.x, y), (inner.right, y)], stroke=GRID)
        text(drawn, inner.x - 6, y + 3.5, axis.written(value, plot.unit), text_anchor="end", **how)
    for moment in axis.moments(plot.window.begins, plot.window.ends):
        x, _ = _at(inner, plot.window, heights[-1], (moment, 0))
        line(drawn, [(x, inner.y), (x, inner.bottom)], stroke=GRID)
        text(drawn, x, inner.bottom + 14, axis.clock(moment), text_anchor="middle", **how)


def _at(inner: Box, window: Window, highest: float, point: Point) -> Point:
    moment, value = point
    along = (moment - window.begins) / (window.ends - window.begins)
    return inner.x + along * inner.width, inner.bottom - value / highest * inner.height


def _stretches(points: tuple[Point, ...], step: float) -> list[list[Point]]:
    """Nothing is drawn across a gap, where nobody knows what was."""
    stretches = [list(points[:1])] if points else []
    for before, point in pairwise(points):
        if point[0] - before[0] > 1.5 * step:
            stretches.append([])
        stretches[-1].append(point)
    return stretches
