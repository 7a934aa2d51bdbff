"""Providers of identity, and what a policy would allow."""

import json
import re
from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.responses import IamResponse

EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})

DECISIONS = {
    PermissionResult.PERMITTED: "allowed",
    PermissionResult.DENIED: "explicitDeny",
    PermissionResult.NEUTRAL: "implicitDeny",
}


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
    """moto lacks SimulatePrincipalPolicy: here it looks at the inline policies of a role, without conditions.

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
    # A wildcard of the question stands for itself; moto would take it for one of its own.
    asked = re.sub(r"[*?]", "x", resource) if resource != "*" else resource
    told = [IAMPolicy(document).is_action_permitted(action, asked) for document in policies]
    for result in (PermissionResult.DENIED, PermissionResult.PERMITTED):
        if result in told:
            return DECISIONS[result]
    return DECISIONS[PermissionResult.NEUTRAL]
