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
  replace:
    description:
      - Names of those that may be replaced although they hold data, where a field differs that AWS cannot change.
      - A whole run takes them from C(-e replace=NAME), by the environment variable E(SLUICE_REPLACE).
    type: list
    elements: str
    default: []
  surrender:
    description:
      - Names of those that may be removed although they hold data; others that do stay, and the answer says so.
      - A whole run takes them from C(-e surrender=NAME), by the environment variable E(SLUICE_SURRENDER).
    type: list
    elements: str
    default: []
author: [Sluice maintainers]
"""
