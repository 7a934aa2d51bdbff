"""The producer takes an email by HTTP, checks it and publishes it."""

from svc_kit.version import version

__version__ = version()
