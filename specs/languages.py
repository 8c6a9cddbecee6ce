"""Patterns as sets of texts: whether one holds all of another, and if not, the shortest text that shows it.

Regular languages by derivatives. What is no regular language (look-around, back references) and what needs too many
states is not decided, and says so. Source: Brzozowski, Derivatives of Regular Expressions (1964); ECMA 262, Patterns.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from re import _constants as names
from re import _parser  # the standard library has no other parser of patterns
from typing import Any

from specs.patterns import pythonic

Language = tuple[Any, ...]
"""A node: ``("none",)``, ``("empty",)``, ``("one", ranges)``, ``("then", a, b)``, ``("any of", nodes)``,
``("all of", nodes)`` or ``("times", node, least, most)``. The text stands between two marks, which anchors match."""

_MEANING = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE
_LAST = 0x10FFFF
_START, _END = _LAST + 1, _LAST + 2
_MOST_STEPS = 40_000
_SURROGATES = (0xD800, 0xDFFF)
_LINE_ENDS = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_SPACES = ((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
           (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))  # fmt: skip
_CLASSES = {
    names.CATEGORY_DIGIT: ((48, 57),),
    names.CATEGORY_WORD: ((48, 57), (65, 90), (95, 95), (97, 122)),
    names.CATEGORY_SPACE: _SPACES,
}
_NEGATED = {
    names.CATEGORY_NOT_DIGIT: names.CATEGORY_DIGIT,
    names.CATEGORY_NOT_WORD: names.CATEGORY_WORD,
    names.CATEGORY_NOT_SPACE: names.CATEGORY_SPACE,
}

NONE: Language = ("none",)
EMPTY: Language = ("empty",)
_CHARACTER: Language = ("one", ((0, _LAST),))
_ANYTHING: Language = ("times", ("one", ((0, _END),)), 0, None)


class Undecided(Exception):
    """The question is beyond regular languages, or beyond the bounded number of steps."""


@lru_cache(maxsize=1024)
def matching(pattern: str) -> Language:
    """The texts in which an ECMA 262 pattern matches somewhere.

    Raises:
        Undecided: it cannot be read, or is no regular expression in the strict sense.
    """
    if re.search(r"\\[pPkcbB]", pattern):
        raise Undecided("it has classes or assertions that only its own engine knows")
    try:
        parsed = _parser.parse(pythonic(pattern))
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise Undecided(f"the pattern cannot be read: {error}") from error
    if parsed.state.flags & _MEANING:
        raise Undecided("its flags change what it says")
    return _then(_ANYTHING, _then(_sequence(parsed), _ANYTHING))


def of_length(least: int, most: int | None) -> Language:
    """The texts of so many characters."""
    return _then(_one((_START, _START)), _then(_times(_CHARACTER, least, most), _one((_END, _END))))


def shortest(inside: Sequence[Language], outside: Sequence[Language] = ()) -> str | None:
    """The shortest text that is in all of some languages and in none of others, or None where there is none.

    Raises:
        Undecided: the search takes too many steps.
    """
    first = (_all_of([*inside, of_length(0, None)]), tuple(outside))
    letters = _representatives([first[0], *outside])
    waiting: deque[tuple[tuple[Language, tuple[Language, ...]], str]] = deque([(first, "")])
    known, steps = {first}, 0
    while waiting:
        (wanted, unwanted), text = waiting.popleft()
        if _nullable(wanted) and not any(map(_nullable, unwanted)):
            return text
        for letter in letters:
            steps += 1
            if steps > _MOST_STEPS:
                raise Undecided("too many steps")
            state = (_derived(wanted, letter), tuple(_derived(each, letter) for each in unwanted))
            if state not in known and state[0] != NONE and _ANYTHING not in state[1]:
                known.add(state)
                waiting.append((state, text + (chr(letter) if letter <= _LAST else "")))
    return None


def _sequence(parsed: Iterable[Any]) -> Language:
    node = EMPTY
    for part in reversed(list(parsed)):
        node = _then(_part(*part), node)
    return node


def _part(kind: Any, said: Any) -> Language:
    if kind in (names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN):
        return _one(*_characters(kind, said))
    if kind is names.BRANCH:
        return _any_of(map(_sequence, said[1]))
    if kind is names.SUBPATTERN and not said[1] and not said[2]:
        return _sequence(said[3])
    if kind in (names.MAX_REPEAT, names.MIN_REPEAT):
        least, most, repeated = said
        return _times(_sequence(repeated), int(least), None if most is names.MAXREPEAT else int(most))
    if kind is names.AT and said in (names.AT_BEGINNING, names.AT_END):
        mark = _START if said is names.AT_BEGINNING else _END
        return _one((mark, mark))
    raise Undecided(f"{kind} is beyond regular languages")


def _characters(kind: Any, said: Any) -> list[tuple[int, int]]:
    if kind is names.ANY:
        return _complement(_LINE_ENDS)
    if kind is names.IN:
        ranges = [each for member in said for each in _member(*member)]
        return _complement(ranges) if said[0][0] is names.NEGATE else ranges
    return [(said, said)] if kind is names.LITERAL else _complement([(said, said)])


def _member(kind: Any, said: Any) -> Iterable[tuple[int, int]]:
    if kind is names.NEGATE:
        return ()
    if kind is names.RANGE:
        return ((said[0], said[1]),)
    if kind is names.LITERAL:
        return ((said, said),)
    if kind is names.CATEGORY and said in _CLASSES:
        return _CLASSES[said]
    if kind is names.CATEGORY and said in _NEGATED:
        return _complement(_CLASSES[_NEGATED[said]])
    raise Undecided(f"{said} is a class of unknown characters")


def _complement(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found, low = [], 0
    for first, last in sorted(ranges):
        if low < first:
            found.append((low, first - 1))
        low = max(low, last + 1)
    return [*found, (low, _LAST)] if low <= _LAST else found


def _one(*ranges: tuple[int, int]) -> Language:
    return ("one", tuple(sorted(ranges))) if ranges else NONE


def _then(first: Language, rest: Language) -> Language:
    if NONE in (first, rest):
        return NONE
    if first == EMPTY:
        return rest
    if rest == EMPTY:
        return first
    if first[0] == "then":
        return ("then", first[1], _then(first[2], rest))
    return ("then", first, rest)


def _times(node: Language, least: int, most: int | None) -> Language:
    if most == 0 or node == EMPTY or (node == NONE and least == 0):
        return EMPTY
    if node == NONE or (least, most) == (1, 1):
        return node
    return ("times", node, least, most)


def _any_of(nodes: Iterable[Language]) -> Language:
    flat = {each for node in nodes for each in (node[1] if node[0] == "any of" else (node,))} - {NONE}
    if _ANYTHING in flat:
        return _ANYTHING
    return next(iter(flat), NONE) if len(flat) < 2 else ("any of", frozenset(flat))


def _all_of(nodes: Iterable[Language]) -> Language:
    flat = {each for node in nodes for each in (node[1] if node[0] == "all of" else (node,))} - {_ANYTHING}
    if NONE in flat:
        return NONE
    return next(iter(flat), _ANYTHING) if len(flat) < 2 else ("all of", frozenset(flat))


@lru_cache(maxsize=65536)
def _nullable(node: Language) -> bool:
    kind = node[0]
    if kind == "then":
        return _nullable(node[1]) and _nullable(node[2])
    if kind == "times":
        return node[2] == 0 or _nullable(node[1])
    if kind in ("any of", "all of"):
        return (any if kind == "any of" else all)(map(_nullable, node[1]))
    return node == EMPTY


@lru_cache(maxsize=65536)
def _derived(node: Language, letter: int) -> Language:
    """What may follow a letter."""
    kind = node[0]
    if kind == "one":
        return EMPTY if any(low <= letter <= high for low, high in node[1]) else NONE
    if kind == "then":
        after = _then(_derived(node[1], letter), node[2])
        return _any_of((after, _derived(node[2], letter))) if _nullable(node[1]) else after
    if kind == "times":
        _, repeated, least, most = node
        rest = _times(repeated, max(least - 1, 0), None if most is None else most - 1)
        return _then(_derived(repeated, letter), rest)
    if kind in ("any of", "all of"):
        return (_any_of if kind == "any of" else _all_of)(_derived(each, letter) for each in node[1])
    return NONE


def _representatives(nodes: Iterable[Language]) -> list[int]:
    """One letter of each set of letters that no node tells apart; plain ones where there are any."""
    cuts = {0, _START, _END, _END + 1}
    for low, high in _ranges(nodes):
        cuts |= {low, high + 1}
    edges = sorted(cuts)
    sets = [(low, after - 1) for low, after in pairwise(edges)]
    return [_plainest(low, high) for low, high in sets if not (low >= _SURROGATES[0] and high <= _SURROGATES[1])]


def _ranges(nodes: Iterable[Language]) -> Iterator[tuple[int, int]]:
    for node in nodes:
        if node[0] == "one":
            yield from node[1]
        elif node[0] in ("any of", "all of"):
            yield from _ranges(node[1])
        else:
            yield from _ranges(each for each in node[1:] if isinstance(each, tuple))


def _plainest(low: int, high: int) -> int:
    for first, last in ((97, 122), (48, 57), (65, 90), (33, 126)):
        if max(low, first) <= min(high, last):
            return max(low, first)
    return high if _SURROGATES[0] <= low <= _SURROGATES[1] else low
