"""The language of templates: a part of Jinja's in which nothing of Python can be reached, and little be made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from jinja2 import ChainableUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mockserver.errors import TemplateError
from specs import pointers

T = TypeVar("T")
Facts = Mapping[str, Any]
LONGEST = 1024 * 1024
"""Characters of a template, and of what it makes."""
_ALLOWED = frozenset(
    "Template Output TemplateData Name Getattr Getitem Const Filter Test If CondExpr Compare Operand And Or Not".split()
)
_FILTERS = frozenset("default d int float lower upper trim length tojson urlencode pointer".split())
_FAILURES = (JinjaError, ArithmeticError, KeyError, RecursionError, TypeError, ValueError)


class _Written(str):
    """A text that is JSON already."""

    __slots__ = ()


class _Environment(ImmutableSandboxedEnvironment):
    """Objects have the members that their JSON has, and no others."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A member of an object."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A member of an object, or an item of a list."""
        if isinstance(obj, Undefined):
            return obj
        found = isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj
        if found or (isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj)):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)


def text(written: str, spelt: str) -> Callable[[Facts], str]:
    """What makes a text of a template.

    Args:
        written: the template.
        spelt: how values are written into it: ``json``, ``xml`` or ``text``.

    Raises:
        TemplateError: it is none; when called, it makes too much, or a value cannot be taken.
    """
    environment = _environment(spelt)
    compiled = _compiled(environment, written, lambda: environment.from_string(written))

    def render(facts: Facts) -> str:
        parts, size = [], 0
        try:
            for part in compiled.generate(**facts):
                parts.append(part)
                size += len(part)
                if size > LONGEST:
                    raise TemplateError(f"it makes more than {LONGEST:,} characters")
        except _FAILURES as error:
            raise TemplateError(str(error) or type(error).__name__) from error
        return "".join(parts)

    return render


def expression(written: str) -> Callable[[Facts], Any]:
    """What makes a value of an expression.

    Raises:
        TemplateError: as ``text``.
    """
    environment, bare = _environment("text"), written.strip("-+ \t\r\n")
    compiled = _compiled(environment, f"{{{{{bare}}}}}", lambda: environment.compile_expression(bare))

    def render(facts: Facts) -> Any:
        try:
            value = compiled(**facts)
        except _FAILURES as error:
            raise TemplateError(str(error) or type(error).__name__) from error
        return json.loads(value) if isinstance(value, _Written) else value

    return render


def _compiled(environment: _Environment, written: str, make: Callable[[], T]) -> T:
    """What is made of a text once it has been looked through.

    Raises:
        TemplateError: the text is no template, or says what no template may.
    """
    if len(written) > LONGEST:
        raise TemplateError(f"it has more than {LONGEST:,} characters")
    try:
        _look_through(environment.parse(written))
        return make()
    except TemplateSyntaxError as error:
        raise TemplateError(f"line {error.lineno}: {error.message}") from error
    except (RecursionError, MemoryError, SyntaxError):  # of Python's own compiler
        raise TemplateError("it is nested too deeply") from None


def _look_through(tree: nodes.Node) -> None:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        kind = type(node).__name__
        if kind not in _ALLOWED:
            raise TemplateError(f"line {node.lineno}: templates have no {kind.lower()}")
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            known = ", ".join(sorted(_FILTERS))
            raise TemplateError(f"line {node.lineno}: templates have no filter {node.name!r}; they have {known}")
        waiting.extend(node.iter_child_nodes())


@cache
def _environment(spelt: str) -> _Environment:
    made = _Environment(
        undefined=ChainableUndefined, finalize=_FINALS[spelt], keep_trailing_newline=True, autoescape=False
    )
    made.globals.clear()
    made.filters["tojson"] = _written
    made.filters["pointer"] = _pointed
    return made


def _written(value: Any) -> _Written:
    return _Written(json.dumps(None if isinstance(value, Undefined) else value, ensure_ascii=False))


def _pointed(value: Any, pointer: Any) -> Any:
    if not isinstance(pointer, str):
        raise TypeError("a pointer is a text")
    try:
        return pointers.find(value, pointer)
    except KeyError:
        return None


def _in_json(value: Any) -> Any:
    """A value inside a JSON text: a text as it stands between quotation marks, anything else as JSON."""
    if isinstance(value, _Written | Undefined):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return written[1:-1] if isinstance(value, str) else written


def _in_xml(value: Any) -> Any:
    return value if isinstance(value, Undefined) else escape(_plain(value), {'"': "&quot;", "'": "&apos;"})


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | Undefined) else json.dumps(value, ensure_ascii=False)


_FINALS = {"json": _in_json, "xml": _in_xml, "text": _plain}
