"""Where an axis has its lines, and how a value is written beside one."""

import math
from datetime import UTC, datetime

MINUTES = (1, 2, 3, 5, 10, 15, 30, 60)
SUFFIX = {"reqps": " req/s", "ops": " ops/s"}


def lines(highest: float, about: int = 4) -> list[float]:
    """Round values from 0 to at least the highest."""
    if highest <= 0:
        return [0, 0.5, 1]
    rough = highest / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return [number * step for number in range(math.ceil(highest / step - 1e-9) + 1)]


def written(value: float, unit: str) -> str:
    """In the unit of Grafana that has this name."""
    if unit == "s":
        return f"{value * 1000:.3g} ms" if 0 < value < 1 else f"{value:.3g} s"
    said = f"{value / 1000:.3g} K" if value >= 1000 else f"{value:.3g}"
    return f"{said}{SUFFIX.get(unit, '')}"


def moments(begins: float, ends: float, most: int = 5) -> list[float]:
    """Full minutes, no more than that many."""
    step = next((60 * each for each in MINUTES if (ends - begins) / (60 * each) <= most), 60 * MINUTES[-1])
    first = math.ceil(begins / step) * step
    return [float(at) for at in range(first, math.floor(ends) + 1, step)]


def clock(at: float, pattern: str = "%H:%M") -> str:
    return datetime.fromtimestamp(at, UTC).strftime(pattern)
