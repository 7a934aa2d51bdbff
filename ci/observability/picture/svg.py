"""Elements of a picture, in the colours of Grafana's dark theme."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

CANVAS, PANEL, BORDER, GRID = "#111217", "#181b1f", "#2c2f36", "#26292f"
TEXT, FAINT = "#d5d5e0", "#9b9ca8"
COLOURS = (
    "#73bf69",
    "#f2cc0c",
    "#8ab8ff",
    "#ff780a",
    "#f2495c",
    "#5794f2",
    "#b877d9",
    "#d9a99a",
    "#37a68c",
    "#ffee99",
)
SMALL = 10.5
NARROW, BROAD = frozenset("ijlftr .,:'/"), frozenset("mwMW%")
FONT = "Inter, Helvetica, Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


def text(parent: Element, x: float, y: float, said: str, **how: str) -> None:
    SubElement(parent, "text", {"x": number(x), "y": number(y), "fill": TEXT, **_named(how)}).text = said


def rectangle(parent: Element, box: Box, **how: str) -> None:
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(parent, "rect", {name: number(value) for name, value in place.items()} | _named(how))


def line(parent: Element, points: list[tuple[float, float]], **how: str) -> None:
    drawn = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    SubElement(parent, "polyline", {"points": drawn, "fill": "none", **_named(how)})


def wide(said: str, size: float) -> float:
    """About as wide as a text becomes in a font that runs wide, as DejaVu Sans does."""
    return size * sum(0.34 if each in NARROW else 0.86 if each in BROAD else 0.6 for each in said)


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _named(how: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in how.items()}
