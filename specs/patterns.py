"""Patterns of schemas (ECMA 262): which can be read, and where they match, told by two engines in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema, walk

_SAYS_NOTHING_WITHOUT = {
    "pattern": ("pattern",),
    "patternProperties": ("patternProperties", "additionalProperties", "unevaluatedProperties"),
}
"""What has no known meaning any more when a keyword cannot be read."""
_BOUND, _PROPERTY = re.compile(r"\{\d*,?(\d+)\}"), re.compile(r"\\[pP]\{")
_SECONDS = 1.0
_MOST_REPEATED = 100_000
_REPEATS = re.compile(r"\{\d+(?:,\d*)?\}")
_UNIT = re.compile(
    r"\[(?P<class>(?:\\.|[^\\\]])*)\]|\\u\{(?P<code>[0-9A-Fa-f]{1,6})\}|\\k<(?P<name>\w+)>|\\[pP]\{\w[^}]*\}|\\."
    r"|\(\?<(?![=!])|\{\d+(?:,\d*)?\}|(?P<brace>[{}])|.",
    re.DOTALL,
)
_MEMBER = re.compile(r"\\u\{(?P<code>[0-9A-Fa-f]{1,6})\}|\\[pP]\{\w[^}]*\}|\\.|.", re.DOTALL)
_AFTER_CLASS, _BEFORE_CLASS = re.compile(r"(\\[dDsSwW])-"), re.compile(r"(?<!\\)-(\\[dDsSwW])")
_CLASSES = {
    r"\d": "0-9",
    r"\D": r"\x00-/:-\U0010ffff",
    r"\w": "0-9A-Z_a-z",
    r"\W": r"\x00-/:-@\[-\^`{-\U0010ffff",
    r"\s": r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
    r"\S": r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff",
}
"""Classes whose members are fixed, where Python's depend on Unicode. Source: ECMA 262, CharacterClassEscape."""
_SPELLED = {
    "$": r"\Z",
    ".": r"[^\n\r\u2028\u2029]",
    "[]": "(?!)",
    "[^]": r"[\x00-\U0010ffff]",
    "(?<": "(?P<",
    **{escape: f"[{members}]" for escape, members in _CLASSES.items()},
}
"""What Python reads differently, and how it spells what ECMA 262 means."""


_PIECE = re.compile(r"\\p\{\w+\}|\\c[A-Za-z]|\\.|\(\?<(?![=!])|.", re.DOTALL)
_ASCII = {
    **dict.fromkeys(("N", "Nd", "digit", "Number", "Decimal_Number"), "0-9"),
    **dict.fromkeys(("Lu", "Uppercase_Letter"), "A-Z"),
    **dict.fromkeys(("Ll", "Lowercase_Letter"), "a-z"),
    **dict.fromkeys(("P", "punct", "Punctuation"), "!-/"),
    **dict.fromkeys(("Z", "Zs", "Separator", "Space_Separator"), " "),
}
"""The usual Unicode classes, as far as Python's own parser of patterns can have them."""


@lru_cache(maxsize=4096)
def legible(pattern: str) -> str | None:
    """A pattern as the engine that validates messages can read it; None where it can in no spelling.

    That engine wants braces and hyphens escaped that are no repetitions and no ranges. Source: ECMA 262, B.1.2.
    """
    return next((each for each in (pattern, _UNIT.sub(_escaped, pattern)) if _compiled(each)), None)


def readable(pattern: str) -> bool:
    """Whether the engine that validates messages can read a pattern, in another spelling perhaps."""
    return legible(pattern) is not None


def weight(schema: JsonSchema) -> int:
    """About how much memory a schema takes when it is compiled, in definitions: each is some 15 kB.

    The engine unrolls repetitions, 2 kB each time, twenty times as much for a Unicode property.
    """
    said = (node.get("pattern") for node in walk(schema))
    return 1 + len(schema.get("$defs", ())) + sum(_unrolled(pattern) for pattern in said if isinstance(pattern, str))


@lru_cache(maxsize=4096)
def _unrolled(pattern: str) -> int:
    times = sum(int(bound[-6:]) for bound in _BOUND.findall(pattern))
    return times * (20 if _PROPERTY.search(pattern) else 1) // 7


def unreadable(node: JsonSchema) -> list[str]:
    """The keywords of one schema object that hold a pattern which the engine cannot read."""
    pattern, named = node.get("pattern"), node.get("patternProperties")
    wrong = ["pattern"] if isinstance(pattern, str) and not readable(pattern) else []
    return [*wrong, "patternProperties"] if isinstance(named, dict) and not all(map(readable, named)) else wrong


def read_as_written(schema: Any) -> bool:
    """Whether the engine can read all patterns in a schema as they stand there, so that none has to be respelled."""
    return all(legible(each) == each for node in walk(schema) for each in _patterns(node))


def _patterns(node: JsonSchema) -> Iterator[str]:
    pattern, named = node.get("pattern"), node.get("patternProperties")
    if isinstance(pattern, str):
        yield pattern
    if isinstance(named, dict):
        yield from named


def made_legible(schema: Any) -> Any:
    """A schema, and all inside it, with its patterns as they can be read; without those that cannot be."""
    if not isinstance(schema, dict):
        return schema
    wrong = {each for keyword in unreadable(schema) for each in _SAYS_NOTHING_WITHOUT[keyword]}
    return {keyword: _readable_part(keyword, value) for keyword, value in schema.items() if keyword not in wrong}


def _readable_part(keyword: str, value: Any) -> Any:
    if keyword == "pattern" and isinstance(value, str):
        return legible(value)
    if keyword in ONE_SCHEMA:
        return made_legible(value)
    if keyword in SCHEMA_LIST and isinstance(value, list):
        return list(map(made_legible, value))
    if keyword in SCHEMA_MAP and isinstance(value, dict):
        return {name: made_legible(inner) for name, inner in value.items()}
    return value


def found(pattern: str, text: str) -> bool:
    """Whether a pattern matches somewhere in a text; not where it cannot be read, or takes too many steps."""
    compiled = _compiled(legible(pattern) or pattern)
    return compiled is not None and bool(compiled.is_valid(text))


def found_by_second(pattern: str, text: str) -> bool:
    """The same by an engine that has nothing in common with the first.

    Raises:
        ValueError: it cannot read the pattern, or would take gigabytes to.
        TimeoutError: a second was not enough.
    """
    import regex

    if _repeated(pattern) > _MOST_REPEATED:
        raise ValueError("pattern repeats groups too often")
    try:
        return regex.search(translated(pattern), text, timeout=_SECONDS) is not None
    except regex.error as error:
        raise ValueError(f"pattern cannot be read: {error}") from error


@lru_cache(maxsize=4096)
def _repeated(pattern: str) -> int:
    """How long a pattern is when its repeated groups are written out, as the second engine does."""
    groups, last = [0], 0
    for unit in _UNIT.finditer(pattern):
        if unit[0] == "(" or unit[0].startswith("(?<"):
            groups.append(0)
        elif unit[0] == ")" and len(groups) > 1:
            last = groups.pop() + 1
            groups[-1] += last
        elif _REPEATS.fullmatch(unit[0]):
            bounds = [min(int(bound), _MOST_REPEATED + 1) for bound in re.findall(r"\d{1,9}", unit[0])]
            times = max(max(bounds) if last > 1 else bounds[0], 1)  # of one character only what there must be
            groups[-1] += last * (times - 1)
            last *= times
        else:
            groups[-1] += 1
            last = 1
    return sum(groups)


@lru_cache(maxsize=1024)
def translated(pattern: str) -> str:
    """A pattern as the regex library writes it."""
    return _UNIT.sub(_translated, pattern)


def pythonic(pattern: str) -> str:
    """An ECMA 262 pattern as Python writes it: named groups, controls, and the usual Unicode classes in ASCII."""
    spelled, inside = "", False
    for part in _PIECE.findall(pattern):
        if part in ("[", "]"):
            inside = part == "["
        members = _ASCII.get(part[3:-1], "A-Za-z") if part.startswith("\\p{") else ""
        control = part.startswith("\\c") and len(part) == 3
        named = "(?P<" if part == "(?<" and not inside else f"\\x{ord(part[2]) % 32:02x}" if control else part
        spelled += (members if inside else f"[{members}]") if members else named
    return spelled


def _translated(unit: re.Match[str]) -> str:
    if unit[0] in _SPELLED:
        return _SPELLED[unit[0]]
    if unit["class"] is not None:
        return f"[{_MEMBER.sub(_member, _without_loose_hyphens(unit['class']))}]"
    if unit["brace"]:
        return rf"\{unit[0]}"  # one that is no repetition: the regex library has a construct of its own that begins so
    return f"(?P={unit['name']})" if unit["name"] else _character(unit)


def _escaped(unit: re.Match[str]) -> str:
    if unit["class"] is not None:
        return f"[{_without_loose_hyphens(unit['class'])}]"
    return rf"\{unit[0]}" if unit["brace"] else unit[0]


def _without_loose_hyphens(members: str) -> str:
    """Hyphens beside a class, which cannot be one end of a range, as the characters that they are."""
    return _BEFORE_CLASS.sub(r"\-\1", _AFTER_CLASS.sub(r"\1\-", members))


def _member(unit: re.Match[str]) -> str:
    if unit[0] in ("[", r"\b"):
        return r"\[" if unit[0] == "[" else r"\x08"
    return _CLASSES.get(unit[0]) or _character(unit)


def _character(unit: re.Match[str]) -> str:
    return rf"\U{int(unit['code'], 16):08x}" if unit["code"] else unit[0]


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:  # of which its ValidationError is one
        return None
