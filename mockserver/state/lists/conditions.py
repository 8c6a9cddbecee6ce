"""Conditions in one text: OData's ``$filter`` and SCIM's ``filter``, as far as they compare properties.

Source: OData 4.01 URL Conventions, 5.1.1; RFC 7644, 3.4.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.state.lists.comparing import holds
from mockserver.state.lists.fields import Entry, Fields, values_at

Test = Callable[[Entry], bool]

_LONGEST, _DEEPEST = 4000, 32
_TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")|(?P<mark>[(),])|(?P<word>[^\s(),'"]+))""")
_SIGNS = {
    "eq": "eq",
    "ne": "ne",
    "gt": "gt",
    "ge": "ge",
    "lt": "lt",
    "le": "le",
    "co": "has",
    "sw": "starts",
    "ew": "ends",
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    ">": "gt",
    ">=": "ge",
    "<": "lt",
    "<=": "le",
}
_FUNCTIONS = {"contains": "has", "startswith": "starts", "endswith": "ends"}
_WORDS = {"true": True, "false": False, "null": None}


def test(text: str, fields: Fields) -> Test | None:
    """What an item must pass; None where the text cannot be read, or speaks of properties that items do not have."""
    if len(text) > _LONGEST:
        return None
    try:
        return _Reader(text, fields).whole()
    except ValueError:
        return None


class _Reader:
    """Reads one condition; raises ValueError where it is none."""

    def __init__(self, text: str, fields: Fields) -> None:
        self._tokens, self._at, self._deep, self._fields = list(_tokens(text)), 0, 0, fields

    def whole(self) -> Test:
        found = self._either()
        if self._at < len(self._tokens):
            raise ValueError(self._tokens[self._at])
        return found

    def _either(self) -> Test:
        return self._joined("or", self._both, any)

    def _both(self) -> Test:
        return self._joined("and", self._one, all)

    def _joined(self, word: str, part: Callable[[], Test], how: Callable[[Iterator[bool]], bool]) -> Test:
        found = [part()]
        while self._next().lower() == word:
            self._take()
            found.append(part())
        return found[0] if len(found) == 1 else lambda entry: how(each(entry) for each in found)

    def _one(self) -> Test:
        self._deep += 1
        if self._deep > _DEEPEST:
            raise ValueError("too deep")
        token = self._take()
        if token.lower() == "not":
            inner = self._one()
            found: Test = lambda entry: not inner(entry)  # noqa: E731 - a test like the others
        elif token == "(":  # noqa: S105 - a token of the language
            found = self._either()
            self._expect(")")
        elif self._next() == "(" and token.lower() in _FUNCTIONS:
            found = self._function(_FUNCTIONS[token.lower()])
        else:
            found = self._comparison(token)
        self._deep -= 1
        return found

    def _function(self, sign: str) -> Test:
        self._expect("(")
        name = self._take()
        self._expect(",")
        found = self._holds(name, sign, _literal(self._take()))
        self._expect(")")
        return found

    def _comparison(self, name: str) -> Test:
        sign = self._take().lower()
        if sign == "pr":
            return self._holds(name, "ne", None)
        if sign == "in":
            return self._holds(name, "in", self._several())
        return self._holds(name, _SIGNS[sign] if sign in _SIGNS else self._wrong(sign), _literal(self._take()))

    def _several(self) -> list[Any]:
        self._expect("(")
        found = [_literal(self._take())]
        while self._next() == ",":
            self._take()
            found.append(_literal(self._take()))
        self._expect(")")
        return found

    def _holds(self, name: str, sign: str, wanted: Any) -> Test:
        path = self._fields.find(name.replace("/", "."))
        if path is None:
            raise ValueError(name)
        if wanted is None:  # what is not there is null
            there = sign != "eq"
            return lambda entry: any(each is not None for each in values_at(entry, path)) is there
        return lambda entry: holds(sign, list(values_at(entry, path)), wanted)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        if not token:
            self._wrong("the end")
        self._at += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._take() != mark:
            self._wrong(mark)

    @staticmethod
    def _wrong(token: str) -> str:
        raise ValueError(token)


def _tokens(text: str) -> Iterator[str]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(text[at:])
        yield found["text"] or found["mark"] or found["word"]
        at = found.end()


def _literal(token: str) -> Any:
    if token[0] in "'\"":
        inner = token[1:-1]
        return inner.replace("''", "'") if token[0] == "'" else re.sub(r"\\(.)", r"\1", inner)
    return _WORDS.get(token.lower(), token)
