"""The consumer receives emails from the queue and archives each as one object."""

from svc_kit.version import version

__version__ = version()
