"""Bodies and header fields with values of the request in them.

The language is a part of Jinja's: names, members, a few filters, tests and conditions. There are no loops, no calls and
no arithmetic, so that what a template makes is never much longer than itself and the values it takes, and nothing of
Python can be reached from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from xml.sax.saxutils import escape

from specs import pointers

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

Facts = Mapping[str, Any]
T = TypeVar("T")
Render = Callable[[Facts], Any]
LONGEST = 1024 * 1024
"""Characters of a template, and of what it makes."""
_MARK = "{{"
_ALLOWED = frozenset(
    "Template Output TemplateData Name Getattr Getitem Const Filter Test If CondExpr Compare Operand And Or Not".split()
)
_FILTERS = frozenset("default d int float lower upper trim length tojson urlencode pointer".split())


_FAILURES = (ArithmeticError, KeyError, RecursionError, TypeError, ValueError)


class TemplateError(ValueError):
    """A text is no template, or cannot be made into what it should be."""


class _Written(str):
    """A text that is JSON already."""

    __slots__ = ()


class Template:
    """A body or header field that is made anew for each request.

    Args:
        written: a text; or a value whose texts are templates, and whose texts of nothing but one expression stand for
            that expression's value, whatever its type.
        spelling: how values are written into a text: ``json``, ``xml`` or ``text``.

    Raises:
        TemplateError: it is no template.
    """

    __slots__ = ("_render", "fixed")

    def __init__(self, written: Any, spelling: str = "text") -> None:
        self.fixed = not _has_mark(written)
        self._render = _of(written, spelling)

    def render(self, facts: Facts) -> Any:
        """What it makes of a request: a text, or a value where it was written as one.

        Raises:
            TemplateError: it makes too much, or a value cannot be taken.
        """
        return self._render(facts)


def spelling(media_type: str) -> str:
    """How values are written into the text of a media type."""
    return "json" if "json" in media_type else "xml" if "xml" in media_type else "text"


def _has_mark(written: Any) -> bool:
    if isinstance(written, str):
        return _MARK in written or "{%" in written
    return any(map(_has_mark, written.values() if isinstance(written, Mapping) else written or ()))


def _of(written: Any, spelt: str) -> Render:
    if isinstance(written, Mapping):
        return _mapping({str(name): _member(item) for name, item in written.items()})
    if isinstance(written, list):
        items = [_member(item) for item in written]
        return lambda facts: [item(facts) for item in items]
    return _text(str(written), spelt)


def _mapping(members: Mapping[str, Render]) -> Render:
    return lambda facts: {name: render(facts) for name, render in members.items()}


def _member(written: Any) -> Render:
    """A part of a value: texts are templates, anything else that is no container is as it is."""
    if isinstance(written, Mapping | list):
        return _of(written, "text")
    if not isinstance(written, str) or not _has_mark(written):
        return lambda _: written
    inner = written.strip()
    if inner.startswith(_MARK) and inner.endswith("}}") and inner.count(_MARK) == 1 and "{%" not in inner:
        return _expression(inner[2:-2])
    return _text(written, "text")


def _text(written: str, spelt: str) -> Render:
    from jinja2 import TemplateError as JinjaError

    if not _has_mark(written):
        return lambda _: written
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
        except (JinjaError, *_FAILURES) as error:
            raise TemplateError(str(error) or type(error).__name__) from error
        return "".join(parts)

    return render


def _expression(written: str) -> Render:
    from jinja2 import TemplateError as JinjaError

    environment, bare = _environment("text"), written.strip("-+ \t\r\n")
    compiled = _compiled(environment, f"{{{{{bare}}}}}", lambda: environment.compile_expression(bare))

    def render(facts: Facts) -> Any:
        try:
            value = compiled(**facts)
        except (JinjaError, *_FAILURES) as error:
            raise TemplateError(str(error) or type(error).__name__) from error
        return json.loads(value) if isinstance(value, _Written) else value

    return render


def _compiled(environment: Environment, written: str, make: Callable[[], T]) -> T:
    """What is made of a text once it has been looked through.

    Raises:
        TemplateError: the text is no template, or says what no template may.
    """
    from jinja2 import TemplateSyntaxError

    if len(written) > LONGEST:
        raise TemplateError(f"it has more than {LONGEST:,} characters")
    try:
        _walk(environment.parse(written))
        return make()
    except TemplateSyntaxError as error:
        raise TemplateError(f"line {error.lineno}: {error.message}") from error
    except (RecursionError, MemoryError, SyntaxError):  # of Python's own compiler
        raise TemplateError("it is nested too deeply") from None


def _walk(tree: nodes.Node) -> None:
    from jinja2 import nodes

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
def _environment(spelt: str) -> Environment:
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=ChainableUndefined,
        finalize=_FINALS[spelt],  # escapes for the media type at hand, not for HTML alone
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.globals.clear()
    made.filters["tojson"] = _written
    made.filters["pointer"] = _pointed
    return made


def _written(value: Any) -> _Written:
    from jinja2 import Undefined

    return _Written(json.dumps(None if isinstance(value, Undefined) else value, ensure_ascii=False))


def _pointed(value: Any, pointer: str) -> Any:
    try:
        return pointers.find(value, pointer)
    except KeyError:
        return None


def _in_json(value: Any) -> Any:
    """A value inside a JSON text: a text as it stands between quotation marks, anything else as JSON."""
    from jinja2 import Undefined

    if isinstance(value, _Written | Undefined):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return written[1:-1] if isinstance(value, str) else written


def _in_xml(value: Any) -> Any:
    from jinja2 import Undefined

    return value if isinstance(value, Undefined) else escape(_plain(value), {'"': "&quot;"})


def _plain(value: Any) -> Any:
    from jinja2 import Undefined

    return value if isinstance(value, str | Undefined) else json.dumps(value, ensure_ascii=False)


_FINALS = {"json": _in_json, "xml": _in_xml, "text": _plain}
