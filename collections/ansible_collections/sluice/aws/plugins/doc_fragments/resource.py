"""What the documentation of every module of ours has in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description: Whether what the list names is there.
    type: str
    choices: [present, absent]
    default: present
author: [Sluice maintainers]
"""
