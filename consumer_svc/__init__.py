"""The consumer receives emails from the queue and archives each as one object."""

__version__ = "0.1.0"
