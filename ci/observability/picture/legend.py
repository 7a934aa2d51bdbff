"""Which line is which: a row of names below a plot, or as many rows as they need."""

from xml.etree.ElementTree import Element

from ci.observability.picture.svg import SMALL, colour, line, text, wide

ROW, MARK, BESIDE, BETWEEN = 15, 12, 5, 10

Rows = list[list[tuple[int, str, float]]]
"""Of the number of a line, its name, and where in the row it begins."""


def rows(names: list[str], width: float) -> Rows:
    """As many names in a row as fit."""
    filled: Rows = [[]]
    x = 0.0
    for number, name in enumerate(names):
        takes = MARK + BESIDE + wide(name, SMALL)
        if filled[-1] and x + takes > width:
            filled.append([])
            x = 0
        filled[-1].append((number, name, x))
        x += takes + BETWEEN
    return filled


def legend(parent: Element, filled: Rows, left: float, top: float) -> None:
    for row, names in enumerate(filled):
        y = top + ROW * row + 10
        for number, name, x in names:
            line(parent, [(left + x, y - 3.5), (left + x + MARK, y - 3.5)], stroke=colour(number), stroke_width="3")
            text(parent, left + x + MARK + BESIDE, y, name, font_size=str(SMALL))
