"""As much of the query language of CloudWatch Logs Insights as our dashboards use, evaluated on lines of a log.

CloudWatch Logs User Guide, "CloudWatch Logs Insights query syntax". Our own evaluator, since moto runs no query: a word
that it does not know is an error here, as it would be there.
"""

import json
import re
from collections.abc import Callable, Iterable
from statistics import quantiles
from typing import Any

Row = dict[str, Any]

CONDITION = re.compile(r"(?P<field>[\w.@]+) (?P<operator>=|!=|>=|<=|>|<|in) (?P<value>\[[^]]*\]|\"[^\"]*\"|[\d.]+)")
AGGREGATE = re.compile(r"(?P<function>count|sum|min|max|avg|pct)\((?P<of>[^)]*)\) as (?P<name>\w+)")
BY = re.compile(r"bin\((?P<minutes>\d+)m\) as (?P<name>\w+)|(?P<field>[\w.@]+)")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    "in": lambda a, b: a in b,
}

REDUCE: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "min": min,
    "max": max,
    "avg": lambda values: sum(values) / len(values),
}


def run(query: str, lines: Iterable[tuple[float, str]]) -> list[Row]:
    """`lines` are times in seconds and texts; a line that is no JSON has no fields of its own."""
    rows = [_row(time, text) for time, text in lines]
    for command in query.split(" | "):
        verb, _, rest = command.strip().partition(" ")
        rows = COMMANDS[verb](rows, rest)
    return rows


def _row(time: float, text: str) -> Row:
    fields = json.loads(text) if text.startswith("{") else {}
    # A field that is null is none to Insights.
    return {
        **{name: value for name, value in fields.items() if value is not None},
        "@timestamp": time,
        "@message": text,
    }


def _fields(rows: list[Row], rest: str) -> list[Row]:
    names = rest.split(", ")
    # What is not shown can still be sorted and filtered by.
    return [{**row, **{name: row.get(name) for name in names}} for row in rows]


def _filter(rows: list[Row], rest: str) -> list[Row]:
    parts = rest.split(" and ")
    conditions = [CONDITION.fullmatch(part) for part in parts]
    if None in conditions:
        raise ValueError(f"no condition: {rest}")
    tests = [(each["field"], COMPARE[each["operator"]], json.loads(each["value"])) for each in conditions if each]
    return [row for row in rows if all(name in row and holds(row[name], value) for name, holds, value in tests)]


def _stats(rows: list[Row], rest: str) -> list[Row]:
    asked, _, by = rest.partition(" by ")
    aggregates = [each.groupdict() for each in AGGREGATE.finditer(asked)]
    if ", ".join(f"{each['function']}({each['of']}) as {each['name']}" for each in aggregates) != asked:
        raise ValueError(f"no aggregates: {asked}")
    groups: dict[tuple[tuple[str, Any], ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_key(row, by), []).append(row)
    return [
        {**dict(key), **{each["name"]: _aggregate(each["function"], each["of"], some) for each in aggregates}}
        for key, some in groups.items()
    ]


def _key(row: Row, by: str) -> tuple[tuple[str, Any], ...]:
    found = [BY.fullmatch(each) for each in by.split(", ")] if by else []
    if None in found:
        raise ValueError(f"nothing to group by: {by}")
    return tuple(_group(row, each) for each in found if each)


def _group(row: Row, by: re.Match[str]) -> tuple[str, Any]:
    if by["minutes"]:
        seconds = 60 * int(by["minutes"])
        return by["name"], row["@timestamp"] // seconds * seconds
    return by["field"], row.get(by["field"])


def _aggregate(function: str, of: str, rows: list[Row]) -> Any:
    if function == "count":
        return len(rows)
    name, *percent = of.split(", ")
    values = sorted(row[name] for row in rows if row.get(name) is not None)
    if not values:
        return None
    if function == "pct":
        cuts = quantiles([*values, *values], n=100, method="inclusive")
        return cuts[int(percent[0]) - 1]
    return REDUCE[function](values)


def _sort(rows: list[Row], rest: str) -> list[Row]:
    name, direction = rest.split(" ")
    return sorted(rows, key=lambda row: row[name], reverse={"asc": False, "desc": True}[direction])


def _limit(rows: list[Row], rest: str) -> list[Row]:
    return rows[: int(rest)]


COMMANDS: dict[str, Callable[[list[Row], str], list[Row]]] = {
    "fields": _fields,
    "filter": _filter,
    "stats": _stats,
    "sort": _sort,
    "limit": _limit,
}
