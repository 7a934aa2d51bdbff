"""The producer takes an email by HTTP, checks it and publishes it."""

__version__ = "0.1.0"
