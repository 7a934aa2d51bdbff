"""A burst as a picture: none needs a library, and the file says what it shows to who cannot see it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from benchmarks.scale.simulation import Moment

WIDTH, HEIGHT, LEFT, RIGHT, TOP, GAP = 760, 150, 80, 30, 30, 60
BLUE, RED, GREY, GREEN = "#2a6f97", "#c1121f", "#a9b4bd", "#588157"


class Line(NamedTuple):
    name: str
    color: str
    points: Sequence[float]  # one a minute


def figure_of(moments: Sequence[Moment], other: Sequence[Moment], other_name: str) -> str:
    """`other` is the same burst under other policies, of which the consumers and the queue are drawn."""
    dashed = f"consumers, {other_name}"
    panels = [
        (
            "emails a second",
            [
                Line("arriving", GREY, _rate(moments, lambda moment: moment.arrived)),
                Line("archived", BLUE, _rate(moments, lambda moment: moment.archived)),
                Line("declined", RED, _rate(moments, lambda moment: moment.declined)),
            ],
        ),
        (
            "running",
            [
                Line("producers", GREY, [moment.producers for moment in moments]),
                Line("consumers", BLUE, [moment.consumers for moment in moments]),
                Line(dashed, GREEN, [moment.consumers for moment in other]),
                Line("hosts", RED, [moment.hosts for moment in moments]),
            ],
        ),
        (
            "emails on the queue",
            [
                Line("as prod is", BLUE, [moment.queued for moment in moments]),
                Line(other_name, GREEN, [moment.queued for moment in other]),
            ],
        ),
    ]
    parts, top = [], TOP
    for title, lines in panels:
        parts += _panel(title, lines, top)
        top += HEIGHT + GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" font-family="sans-serif"'
    title = "A tenfold burst of an hour, simulated: emails a second, tasks and hosts, emails on the queue"
    back = '<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([f'{head} font-size="12">', f"<title>{title}</title>", back, *parts, "</svg>\n"])


def _rate(moments: Sequence[Moment], of: Callable[[Moment], float]) -> list[float]:
    counted = [0.0, *map(of, moments)]
    return [(after - before) / 60 for before, after in pairwise(counted)]


def _panel(title: str, lines: Sequence[Line], top: int) -> list[str]:
    bottom, right = top + HEIGHT, WIDTH - RIGHT
    minutes = max(len(line.points) for line in lines)
    most = max(max(line.points) for line in lines) or 1
    parts = [
        f'<text x="{LEFT}" y="{top - 10}" font-weight="bold">{title}</text>',
        f'<text x="{LEFT - 6}" y="{top + 10}" text-anchor="end">{most:,.0f}</text>',
        f'<text x="{LEFT - 6}" y="{bottom}" text-anchor="end">0</text>',
        f'<path d="M{LEFT} {top}V{bottom}H{right}" fill="none" stroke="#555"/>',
    ]
    for minute in range(0, minutes + 1, 30):
        x = LEFT + (right - LEFT) * minute / minutes
        parts.append(f'<text x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">{minute} min</text>')
    at = LEFT + 160
    for name, color, points in lines:
        path = " ".join(
            f"{LEFT + (right - LEFT) * (minute + 1) / minutes:.1f},{bottom - HEIGHT * value / most:.1f}"
            for minute, value in enumerate(points)
        )
        dash = ' stroke-dasharray="5 3"' if color == GREEN else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
        parts.append(f'<text x="{at}" y="{top - 10}" fill="{color}">{name}</text>')
        at += 20 + 7 * len(name)
    return parts
