"""Certificates."""

from typing import Any

from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.core.exceptions import AWSError
from moto.core.utils import utcnow
from moto.elbv2.models import elbv2_backends
from moto.route53.models import route53_backends

from local_aws.patches.wrap import wrap


def certificates_are_issued_by_time_alone() -> None:
    """ACM issues one when it finds the record that it asked for, and never before."""

    def check(original: Any, certificate: CertBundle) -> None:
        made, certificate.created_at = certificate.created_at, utcnow()
        original(certificate)
        certificate.created_at = made

    def get_certificate(original: Any, acm: AWSCertificateManagerBackend, arn: str) -> CertBundle:
        certificate: CertBundle = original(acm, arn)
        if certificate.status == "PENDING_VALIDATION" and _is_proved(certificate):
            certificate.status = "ISSUED"
        return certificate

    wrap(CertBundle, "check", check)
    wrap(AWSCertificateManagerBackend, "get_certificate", get_certificate)


def _is_proved(certificate: CertBundle) -> bool:
    """By a zone of any account: DNS knows none."""
    asked = certificate.describe()["Certificate"]["DomainValidationOptions"][0]["ResourceRecord"]
    return any(
        (record.name, record.type, record.records) == (asked["Name"], asked["Type"], [asked["Value"]])
        for account in route53_backends.values()
        for backend in account.values()
        for zone in backend.zones.values()
        for record in zone.rrsets
    )


def a_certificate_in_use_can_be_deleted() -> None:
    """Who uses it are the balancers whose listeners serve it now, and as long as there is one it cannot go."""

    def get_certificate(original: Any, acm: AWSCertificateManagerBackend, arn: str) -> CertBundle:
        certificate: CertBundle = original(acm, arn)
        balancers = elbv2_backends[acm.account_id][acm.region_name].load_balancers.values()
        certificate.in_use_by = [
            each.arn for each in balancers if any(arn in listener.certificates for listener in each.listeners.values())
        ]
        return certificate

    def delete_certificate(original: Any, acm: AWSCertificateManagerBackend, arn: str) -> None:
        if acm.get_certificate(arn).in_use_by:
            raise AWSError(
                f"Certificate {arn} in account {acm.account_id} is in use.", exception_type="ResourceInUseException"
            )
        original(acm, arn)

    wrap(AWSCertificateManagerBackend, "get_certificate", get_certificate)
    wrap(AWSCertificateManagerBackend, "delete_certificate", delete_certificate)
