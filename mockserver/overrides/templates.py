"""Bodies and header fields with values of the request in them.

The language is a part of Jinja's: names, members, a few filters, tests and conditions. There are no loops, no calls and
no arithmetic, so that what a template makes is never much longer than itself and the values it takes, and nothing of
Python can be reached from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
Render = Callable[[Facts], Any]
_MARK = "{{"


class Template:
    """A body or header field that is made anew for each request.

    Args:
        written: a text; or a value whose texts are templates, and whose texts of nothing but one expression stand for
            that expression's value, whatever its type.

    Raises:
        TemplateError: it is no template.
    """

    __slots__ = ("_renders", "_written", "fixed")

    def __init__(self, written: Any) -> None:
        self.fixed = not _has_mark(written)
        self._written = written
        self._renders = {"text": _of(written, "text")}

    def render(self, facts: Facts, media_type: str = "text/plain") -> Any:
        """What it makes of a request: a text, or a value where it was written as one.

        Args:
            facts: the values of the request.
            media_type: whose text it is: values are escaped as it asks for.

        Raises:
            TemplateError: it makes too much, or a value cannot be taken.
        """
        spelt = "json" if "json" in media_type else "xml" if "xml" in media_type else "text"
        if spelt not in self._renders:
            self._renders[spelt] = _of(self._written, spelt)
        return self._renders[spelt](facts)


def _has_mark(written: Any) -> bool:
    if isinstance(written, str):
        return _MARK in written or "{%" in written
    if isinstance(written, Mapping):
        return any(map(_has_mark, written.values()))
    return isinstance(written, list) and any(map(_has_mark, written))


def _of(written: Any, spelt: str) -> Render:
    return _text(written, spelt) if isinstance(written, str) else _member(written)


def _member(written: Any) -> Render:
    """A part of a value: texts are templates, anything else that is no container is as it is."""
    if isinstance(written, Mapping):
        return _mapping({str(name): _member(item) for name, item in written.items()})
    if isinstance(written, list):
        items = [_member(item) for item in written]
        return lambda facts: [item(facts) for item in items]
    if not isinstance(written, str) or not _has_mark(written):
        return lambda _: written
    inner = written.strip()
    if inner.startswith(_MARK) and inner.endswith("}}") and inner.count(_MARK) == 1 and "{%" not in inner:
        from mockserver.overrides import language

        return language.expression(inner[2:-2])
    return _text(written, "text")


def _mapping(members: Mapping[str, Render]) -> Render:
    return lambda facts: {name: render(facts) for name, render in members.items()}


def _text(written: str, spelt: str) -> Render:
    if not _has_mark(written):
        return lambda _: written
    from mockserver.overrides import language

    return language.text(written, spelt)
