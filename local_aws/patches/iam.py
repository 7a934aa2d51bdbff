"""Providers of identity, and what a policy would allow."""

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.responses import IamResponse

EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})

DECISIONS = {"Deny": "explicitDeny", "Allow": "allowed"}


def audiences_of_an_oidc_provider_are_fixed() -> None:
    """moto knows neither AddClientIDToOpenIDConnectProvider nor its opposite."""

    def audiences(response: Any) -> list[str]:
        arn = response._get_param("OpenIDConnectProviderArn")
        kept: list[str] = response.backend.get_open_id_connect_provider(arn).client_id_list
        return kept

    def add_client_id_to_open_id_connect_provider(self: Any) -> EmptyResult:
        audiences(self).append(self._get_param("ClientID"))
        return EmptyResult()

    def remove_client_id_from_open_id_connect_provider(self: Any) -> EmptyResult:
        audiences(self).remove(self._get_param("ClientID"))
        return EmptyResult()

    for action in (add_client_id_to_open_id_connect_provider, remove_client_id_from_open_id_connect_provider):
        setattr(IamResponse, action.__name__, action)


def policies_cannot_be_simulated() -> None:
    """moto lacks SimulatePrincipalPolicy: here it looks at the inline policies of a role.

    Whoever is no role may do everything, as it is in moto.
    """

    def simulate_principal_policy(self: Any) -> ActionResult:
        arn = self._get_param("PolicySourceArn")
        policies = self.backend.get_role_by_arn(arn).policies.values() if ":role/" in arn else [EVERYTHING]
        results = [
            {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": _decision(policies, action, resource),
            }
            for action in self._get_param("ActionNames", [])
            for resource in self._get_param("ResourceArns", ["*"])
        ]
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})

    setattr(IamResponse, simulate_principal_policy.__name__, simulate_principal_policy)


def _decision(policies: Iterable[str], action: str, resource: str) -> str:
    statements = [each for policy in policies for each in json.loads(policy)["Statement"]]
    effects = {each["Effect"] for each in statements if _concerns(each, action, resource)}
    return next((decision for effect, decision in DECISIONS.items() if effect in effects), "implicitDeny")


def _concerns(statement: dict[str, Any], action: str, resource: str) -> bool:
    """A condition is taken to hold where it would allow, and not to where it would deny."""
    if statement["Effect"] == "Deny" and "Condition" in statement:
        return False
    named = not any(fnmatchcase(resource, each) for each in _list(statement.get("NotResource", [])))
    if "Resource" in statement:
        named = any(fnmatchcase(resource, each) for each in _list(statement["Resource"]))
    return named and any(fnmatchcase(action.lower(), each.lower()) for each in _list(statement["Action"]))


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
