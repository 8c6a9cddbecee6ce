"""What a conversation expects against what came: texts with ``{{names}}`` in them, JSON with ``...`` in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Bound = dict[str, Any]
"""What names stand for: texts, or JSON values."""

_SHAPE = r"(?:[^{}]|\{[^{}]*\})*"
"""A regular expression, which may have braces in it, as in ``\\d{3}``."""
_NAME = re.compile(r"\{\{(\w+)(?::(" + _SHAPE + r"))?\}\}")
_TOKENS = re.compile(r'"(?:\\.|' + _NAME.pattern + r'|[^"\\])*"|' + _NAME.pattern + r"|\.\.\.|[{}\[\]]")
_VALUE, _REST = "\ue000", "\ue001"


def filled(text: str, bound: Bound) -> str:
    """A text with what its names stand for.

    Raises:
        KeyError: a name stands for nothing yet.
    """
    return _NAME.sub(lambda match: _text(bound[match[1]]), text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fits(pattern: str, text: str, bound: Bound) -> bool:
    """Whether a text is as expected; names that stood for nothing then stand for what was found."""
    parts, end, new = [], 0, set[str]()
    for match in _NAME.finditer(pattern):
        parts.append(re.escape(pattern[end : match.start()]))
        parts.append(_part(match[1], match[2], bound, new))
        end = match.end()
    found = re.fullmatch("".join(parts) + re.escape(pattern[end:]), text, re.DOTALL)
    if found is None:
        return False
    bound |= {name: found[name] for name in new}
    return True


def _part(name: str, shape: str | None, bound: Bound, new: set[str]) -> str:
    """The regular expression of a name in a text."""
    if name == "_":
        return f"(?:{shape or '.*'})"
    if name in bound:
        return re.escape(_text(bound[name]))
    if name in new:
        return f"(?P={name})"
    new.add(name)
    return f"(?P<{name}>{shape or '.*?'})"


def expected_json(text: str) -> Any:
    """The value that a JSON text with names and ``...`` describes, for ``differences``.

    Raises:
        ValueError: it is no such text.
    """
    inside: list[str] = []

    def plain(match: re.Match[str]) -> str:
        token = match[0]
        if token.startswith("{{"):
            return json.dumps(_VALUE + token)
        if token.startswith('"'):
            return _NAME.sub(lambda name: json.dumps(name[0], ensure_ascii=False)[1:-1], token)
        if token == "...":
            return json.dumps(_REST) + ":0" * (inside[-1:] == ["{"])
        if token in "{[":
            inside.append(token)
        elif token in "}]" and inside:
            inside.pop()
        return token

    return json.loads(_TOKENS.sub(plain, text))


def differences(expected: Any, found: Any, bound: Bound, pointer: str = "") -> Iterator[str]:
    """Where a JSON value is not as expected, one line for each place."""
    if isinstance(expected, str) and expected.startswith(_VALUE):
        if not _is_meant(expected[1:], found, bound):
            yield f"{pointer or 'the body'}: expected {expected[1:]}, found {_text(found)}"
    elif isinstance(expected, dict) and isinstance(found, dict):
        yield from _of_objects(expected, found, bound, pointer)
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _of_arrays(expected, found, bound, pointer)
    elif isinstance(expected, str) and isinstance(found, str):
        if not fits(expected, found, bound):
            yield f"{pointer or 'the body'}: expected {json.dumps(expected)}, found {json.dumps(found)}"
    elif (expected, type(expected) is bool) != (found, type(found) is bool):
        yield f"{pointer or 'the body'}: expected {json.dumps(expected)}, found {json.dumps(found)}"


def _is_meant(placeholder: str, found: Any, bound: Bound) -> bool:
    """Whether a value is what a placeholder outside quotation marks stands for."""
    match = _NAME.fullmatch(placeholder)
    assert match is not None
    name, shape = match.groups()
    if name in bound:
        return bool(bound[name] == found)
    if shape and not re.fullmatch(shape, _text(found), re.DOTALL):
        return False
    if name != "_":
        bound[name] = found
    return True


def _of_objects(expected: dict[str, Any], found: dict[str, Any], bound: Bound, pointer: str) -> Iterator[str]:
    for name, value in expected.items():
        if name in found:
            yield from differences(value, found[name], bound, f"{pointer}/{name}")
        elif name != _REST:
            yield f"{pointer}/{name}: is missing"
    if _REST not in expected:
        yield from (f"{pointer}/{name}: is not expected" for name in found if name not in expected)


def _of_arrays(expected: list[Any], found: list[Any], bound: Bound, pointer: str) -> Iterator[str]:
    wanted = expected[:-1] if expected[-1:] == [_REST] else expected
    for index, (one, other) in enumerate(zip(wanted, found, strict=False)):
        yield from differences(one, other, bound, f"{pointer}/{index}")
    if len(found) < len(wanted) or (len(found) > len(wanted) and wanted is expected):
        yield f"{pointer or 'the body'}: expected {len(wanted)} items, found {len(found)}"
