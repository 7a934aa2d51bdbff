"""Listeners and rules of the load balancers, and which action a path leads to."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """`kind` is forward, fixed-response or redirect; `detail` is that part of the API's action."""

    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """Applies where every one of its conditions, each a set of path patterns, matches."""

    conditions: tuple[tuple[re.Pattern[str], ...], ...]
    action: Action

    def applies(self, path: str) -> bool:
        return all(any(each.fullmatch(path) for each in patterns) for patterns in self.conditions)


@dataclass(frozen=True)
class Listener:
    balancer: str
    port: int
    protocol: str
    rules: tuple[Rule, ...]

    def action(self, path: str) -> Action:
        return next(rule.action for rule in self.rules if rule.applies(path))


async def read(elbv2: Any) -> list[Listener]:
    """What the API describes, with the rules in the order in which they are tried."""
    balancers = (await elbv2.describe_load_balancers())["LoadBalancers"]
    return [
        Listener(balancer["LoadBalancerName"], each["Port"], each["Protocol"], await _rules(elbv2, each))
        for balancer in balancers
        if balancer["Type"] == "application"
        for each in (await elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"]))["Listeners"]
    ]


async def _rules(elbv2: Any, listener: dict[str, Any]) -> tuple[Rule, ...]:
    described = (await elbv2.describe_rules(ListenerArn=listener["ListenerArn"]))["Rules"]
    ordered = sorted((each for each in described if not each["IsDefault"]), key=lambda each: int(each["Priority"]))
    default = Rule((), _action(listener["DefaultActions"]))
    return (*(Rule(_conditions(each), _action(each["Actions"])) for each in ordered), default)


def _conditions(rule: dict[str, Any]) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(_patterns(each) for each in rule["Conditions"])


def _patterns(condition: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    """Of a condition that is not about the path there are none, so that its rule never applies."""
    if condition["Field"] != "path-pattern":
        return ()
    values = condition.get("PathPatternConfig", condition).get("Values", ())
    return tuple(_pattern(each) for each in values)


def _pattern(value: str) -> re.Pattern[str]:
    """`*` stands for any characters, `?` for exactly one."""
    wildcards = {"*": ".*", "?": "."}
    return re.compile("".join(wildcards.get(each) or re.escape(each) for each in value), re.DOTALL)


def _action(actions: list[dict[str, Any]]) -> Action:
    """The last one: those before it authenticate."""
    action = actions[-1]
    match action["Type"]:
        case "forward":
            return Action("forward", {"groups": _weighted(action)})
        case "fixed-response":
            return Action("fixed-response", action["FixedResponseConfig"])
        case kind:
            return Action(kind, action["RedirectConfig"])


def _weighted(action: dict[str, Any]) -> tuple[str, ...]:
    """Each target group as often as its weight, so that taking turns is keeping to the weights."""
    alone = [{"TargetGroupArn": action.get("TargetGroupArn", "")}]
    groups: list[dict[str, Any]] = action.get("ForwardConfig", {}).get("TargetGroups") or alone
    return tuple(group["TargetGroupArn"] for group in groups for _ in range(group.get("Weight", 1)))
