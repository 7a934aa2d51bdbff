"""What was measured, as a table of ratios and as a picture."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

Results = Mapping[str, Mapping[str, Mapping[str, float]]]

COLUMNS = {
    "producer": {
        "cpu_us": "CPU µs per email",
        "emails_s": "emails/s",
        "p50_ms": "p50 ms",
        "p99_ms": "p99 ms",
        "alone_p50_ms": "p50 ms, one connection",
        "batch": "emails per call",
        "memory_mb": "MB",
        "start_s": "s to ready",
    },
    "consumer": {"cpu_us": "CPU µs per email", "emails_s": "emails/s", "memory_mb": "MB"},
}
WIDTH, BAR, LEFT = 760, 22, 240


def table_of(results: Results, about: Mapping[str, object]) -> str:
    lines = [", ".join(f"{name} {value}" for name, value in about.items()) + ".", ""]
    for kind, contenders in results.items():
        if not contenders:
            continue
        columns = COLUMNS[kind]
        ours = contenders.get("sluice")
        lines += [
            f"| {kind} | sluice costs | " + " | ".join(columns.values()) + " |",
            "|---" * (len(columns) + 2) + "|",
        ]
        for name, figures in contenders.items():
            ratio = _ratio(ours["cpu_us"], figures["cpu_us"]) if ours else ""
            lines.append(f"| {name} | {ratio} | " + " | ".join(f"{figures[one]:.3g}" for one in columns) + " |")
        lines.append("")
    return "\n".join(lines)


def _ratio(ours: float, theirs: float) -> str:
    return f"1/{theirs / ours:.1f}" if theirs > ours else f"{ours / theirs:.2f} to 1"


def figure_of(results: Results) -> str:
    """Bars of CPU per email: none needs a library, and the file says what it shows to who cannot see it."""
    parts, top = [], 10
    for kind, contenders in results.items():
        longest = max((figures["cpu_us"] for figures in contenders.values()), default=1)
        parts.append(f'<text x="0" y="{top + 16}" font-weight="bold">{kind}: CPU µs per email</text>')
        top += 26
        for name, figures in sorted(contenders.items(), key=lambda one: one[1]["cpu_us"]):
            width = max(1, (WIDTH - LEFT - 70) * figures["cpu_us"] / longest)
            color = "#2a6f97" if name.startswith("sluice") else "#a9b4bd"
            parts += [
                f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>',
                f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR - 4}" fill="{color}"/>',
                f'<text x="{LEFT + width + 6:.1f}" y="{top + 15}">{figures["cpu_us"]:.0f}</text>',
            ]
            top += BAR
        top += 16
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" font-family="sans-serif">'
    return "\n".join(
        [head, "<title>CPU per email</title>", '<rect width="100%" height="100%" fill="#fff"/>', *parts, "</svg>\n"]
    )
