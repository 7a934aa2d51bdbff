"""Quotas."""

from typing import Any

from moto.servicequotas.models import ServiceQuotasBackend

from local_aws.patches.wrap import wrap

# What an account has at first (Amazon EC2 service quotas), with an increase of the vCPUs that hosts need.
DEFAULTS = {
    "L-0263D0A3": ("EC2-VPC Elastic IPs", 5.0),
    "L-1216C47A": ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 48.0),
}


def quotas_of_ec2_are_unknown() -> None:
    """moto knows those of VPC alone."""

    def get_service_quota(original: Any, quotas: ServiceQuotasBackend, service_code: str, quota_code: str) -> Any:
        if service_code != "ec2" or quota_code not in DEFAULTS:
            return original(quotas, service_code, quota_code)
        name, value = DEFAULTS[quota_code]
        return {"ServiceCode": service_code, "QuotaCode": quota_code, "QuotaName": name, "Value": value}

    wrap(ServiceQuotasBackend, "get_service_quota", get_service_quota)
