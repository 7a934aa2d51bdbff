"""TLS towards AWS: its certificate is always verified, against the authorities that the SDK would take."""

import ssl

from botocore.httpsession import get_cert_path


def context(bundle: str | None) -> ssl.SSLContext:
    """`bundle` is the file of AWS_CA_BUNDLE or of the setting `ca_bundle`; without one the SDK's own serves."""
    made = ssl.create_default_context(cafile=get_cert_path(bundle or True))
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made
