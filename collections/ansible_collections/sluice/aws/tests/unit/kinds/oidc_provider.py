"""A provider of OpenID Connect tokens that IAM trusts."""

from typing import Any

from ..kind import TAGS, Api, Kind


def provider(api: Api) -> dict[str, Any]:
    (known,) = api("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    return {"OpenIDConnectProviderArn": known["Arn"]}


KIND = Kind(
    "oidc_provider",
    "providers",
    {"url": "https://token.example.org/issuer", "audiences": ["sts.amazonaws.com"], "tags": TAGS},
    {
        "audiences": lambda api: api("iam").add_client_id_to_open_id_connect_provider(
            **provider(api), ClientID="somebody-else"
        ),
        "tags.Project": lambda api: api("iam").untag_open_id_connect_provider(**provider(api), TagKeys=["Project"]),
    },
)
