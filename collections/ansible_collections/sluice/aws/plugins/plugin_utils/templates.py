"""A template is compiled once in a process, where Ansible compiles it for each look at a variable that has it in it.

An inventory that is looked at whole, as preflight does, has 270 templates, which were compiled 1,900 times: half of the
time that the look took.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from ansible._internal._templating import _jinja_bits


def compile_once() -> None:
    """What a text compiles to depends on its delimiters and on what backslashes are, and on no variable."""
    compile_anew = _jinja_bits.AnsibleEnvironment.compile
    compiled: dict[tuple[Any, ...], CodeType] = {}

    def compile_or_find(self: Any, source: Any, *named: Any, **asked: Any) -> Any:
        if not isinstance(source, str) or named or asked:  # an expression, or a file
            return compile_anew(self, source, *named, **asked)
        context = _jinja_bits._TemplateCompileContext.current(optional=True)
        delimiters = (getattr(self, name) for name in _jinja_bits._TEMPLATE_OVERRIDE_FIELD_NAMES)
        key = (str(source), context and context.escape_backslashes, *delimiters)
        if key not in compiled:
            compiled[key] = compile_anew(self, source)
        return compiled[key]

    _jinja_bits.AnsibleEnvironment.compile = compile_or_find
