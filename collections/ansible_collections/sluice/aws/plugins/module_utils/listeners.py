"""Listeners of an application load balancer by their ports: what the inventory asks for, and what the API describes."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.sluice.aws.plugins.module_utils.certificates import issued_arns
from ansible_collections.sluice.aws.plugins.module_utils.changes import State
from ansible_collections.sluice.aws.plugins.module_utils.refusals import RefusedError

RESPONSE = {"StatusCode": "404", "ContentType": "application/json", "MessageBody": ""}
# An ALB knows 301 and 302 alone (Elastic Load Balancing API Reference, RedirectActionConfig), both of which let a
# client turn a POST into a GET; 308 would keep it. 301 is the one that browsers remember.
REDIRECT = {"Protocol": "HTTPS", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}", "StatusCode": "HTTP_301"}


def wanted(listeners: list[State]) -> dict[int, State]:
    return {each["port"]: _wanted(each) for each in listeners}


def _wanted(listener: State) -> State:
    port, secure = listener["port"], listener["protocol"] == "HTTPS"
    if bool(listener["answer"]) == bool(listener["redirect_to_port"]):
        raise RefusedError(f"its listener {port} needs either an answer or a redirect_to_port")
    if secure and not listener["certificate"]:
        raise RefusedError(f"its listener {port} speaks HTTPS and needs a certificate")
    shape = {"protocol": listener["protocol"], "default": listener["answer"]}
    if secure:
        shape |= {"certificate": listener["certificate"]["domain"], "tls_policy": listener["tls_policy"]}
    if listener["redirect_to_port"]:
        shape |= {"default": f"redirect to https, port {listener['redirect_to_port']}", "rules": []}
    return shape


def read(module: AnsibleAWSModule, elb: Any, arn: str, items: list[State]) -> dict[int, tuple[str, State]]:
    """ARN and state by port. Rules belong to services, but for a listener that redirects, which must have none."""
    by_port = {each["port"]: each for each in items}
    pages = elb.get_paginator("describe_listeners").paginate(LoadBalancerArn=arn)
    return {
        each["Port"]: (each["ListenerArn"], _described(module, elb, each, by_port.get(each["Port"])))
        for page in pages
        for each in page["Listeners"]
    }


def _described(module: AnsibleAWSModule, elb: Any, found: dict[str, Any], item: State | None) -> State:
    shape = {"protocol": found["Protocol"], "default": _default(found["DefaultActions"])}
    if found["Protocol"] == "HTTPS":
        arn = found["Certificates"][0]["CertificateArn"]
        wants = (item or {}).get("certificate") or {"domain": "", "name": ""}
        ours = arn in issued_arns(module, wants["domain"], wants["name"])
        shape |= {"certificate": wants["domain"] if ours else arn, "tls_policy": found["SslPolicy"]}
    if item and item["redirect_to_port"]:
        shape["rules"] = sorted(rule_arns(elb, found["ListenerArn"]).values())
    return shape


def rule_arns(elb: Any, listener: str) -> dict[str, str]:
    """What each rule applies to, by its ARN."""
    rules = [
        rule
        for page in elb.get_paginator("describe_rules").paginate(ListenerArn=listener)
        for rule in page["Rules"]
        if not rule["IsDefault"]
    ]
    return {rule["RuleArn"]: f"{rule['Priority']} {' '.join(_values(rule))}".strip() for rule in rules}


def _values(rule: dict[str, Any]) -> list[str]:
    conditions = [each.get("PathPatternConfig", each) for each in rule["Conditions"]]
    return [value for condition in conditions for value in condition.get("Values", [])]


def arguments(module: AnsibleAWSModule, listener: State) -> dict[str, Any]:
    """The listener in the words of CreateListener and ModifyListener."""
    shape = {"Protocol": listener["protocol"], "DefaultActions": _actions(listener)}
    if listener["protocol"] != "HTTPS":
        return shape
    domain, name = listener["certificate"]["domain"], listener["certificate"]["name"]
    arns = issued_arns(module, domain, name)
    if len(arns) != 1:
        raise RefusedError(
            f"exactly one issued certificate of {domain} with the name {name} is needed and there is "
            f"{len(arns) or 'none'}: apply playbooks/50_balancer.yml"
        )
    return {**shape, "SslPolicy": listener["tls_policy"], "Certificates": [{"CertificateArn": arns[0]}]}


def _actions(listener: State) -> list[dict[str, Any]]:
    if listener["redirect_to_port"]:
        return [{"Type": "redirect", "RedirectConfig": {**REDIRECT, "Port": str(listener["redirect_to_port"])}}]
    return [{"Type": "fixed-response", "FixedResponseConfig": {**RESPONSE, "MessageBody": listener["answer"]}}]


def _default(actions: list[dict[str, Any]]) -> str:
    """What a path without a rule gets; anything but a default of our shape is told as it is."""
    redirect, fixed = (actions[0].get(key, {}) for key in ("RedirectConfig", "FixedResponseConfig"))
    if {key: redirect.get(key) for key in REDIRECT} == REDIRECT:
        return f"redirect to https, port {redirect.get('Port')}"
    answer = fixed.get("MessageBody", "")
    if {key: fixed.get(key) for key in RESPONSE} == {**RESPONSE, "MessageBody": answer}:
        return str(answer)
    return json.dumps(actions, sort_keys=True)
