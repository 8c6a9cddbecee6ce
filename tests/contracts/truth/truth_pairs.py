"""Pairs of documents whose verdict is known by construction: any number of them, the first ones published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from truth_contexts import CONTEXTS, flipped, holding, literal, setting
from truth_dialects import NoWords
from truth_dimensions import DIMENSIONS
from truth_exchanges import EXCHANGES, NOBODY, Exchange
from truth_leaves import APART, LEAVES, Apart, Schema
from truth_places import PLACES, REQUEST, RESPONSE, Raw
from truth_rewrites import REWRITES, Rewrite
from truth_twins import DECLARED, TWINS

FILE = Path(__file__).with_name("pairs.jsonl")
_WRITES = {REQUEST: "old", RESPONSE: "new"}
"""Old clients write requests, the new server writes responses."""


class Shown(NamedTuple):
    """A value that the writer of a direction may send and its reader refuses.

    Attributes:
        place: where it is sent, a name of ``PLACES``.
        value: the value.
        writer: ``old`` or ``new``.
    """

    place: str
    value: Any
    writer: str


class Kept(NamedTuple):
    """Where no value that the writer may send is refused.

    Attributes:
        place: where it is sent, a name of ``PLACES``.
        within: the contexts that hold the smaller schema which differs.
        writer: ``old`` or ``new``.
    """

    place: str
    within: tuple[str, ...]
    writer: str


class Pair(NamedTuple):
    """Two documents and whom the change breaks.

    Attributes:
        name: tells where it comes from.
        old: the document that clients were written for.
        new: the document of the server.
        breaks: ``request``: clients that send; ``response``: clients that read; empty: nobody.
        shown: a value for each, where a schema decides.
        kept: where, taken literally, whatever the writer may send is taken.
    """

    name: str
    old: Raw
    new: Raw
    breaks: frozenset[str]
    shown: tuple[Shown, ...] = ()
    kept: tuple[Kept, ...] = ()


def pairs(seed: int = 0, times: int = 1) -> Iterator[Pair]:
    """All kinds of pairs, each as often as told, in settings drawn with a seed."""
    made = [pair for round_ in range(times) for pair in _round(Random(f"{seed} {round_}"))]
    yield from made
    yield from _rewritten(made, Random(f"{seed} rewrites"), times)
    yield from _both_ways(DIMENSIONS)


def _round(random: Random) -> Iterator[Pair]:
    for name, leaf in LEAVES.items():
        for depth in (0, random.randint(1, 2), 3):
            yield from _grown(name, leaf.narrow, leaf.wide, leaf.beyond, _where(random, depth, text=leaf.text))
    for name, apart in APART.items():
        for depth in (0, random.randint(1, 3)):
            yield from _apart(name, apart, _where(random, depth, text=apart.text))
    for name, (one, other) in TWINS.items():
        for depth in (0, random.randint(1, 2)):
            names, place = _where(random, depth)
            schemas = [one, other] if random.random() < 0.5 else [other, one]
            yield _pair(f"{name}, {_told(names, place)}", names, place, *schemas)
    for name, (writer, reader, value) in DECLARED.items():
        for depth in (0, 1):
            names, _ = _where(random, depth, as_sent=True)
            yield from _declared(name, writer, reader, value, names)
    yield from _both_ways(EXCHANGES)


def _both_ways(exchanges: Mapping[str, Exchange]) -> Iterator[Pair]:
    for name, exchange in exchanges.items():
        yield Pair(name, exchange.old, exchange.new, exchange.forth)
        yield Pair(f"{name}, turned round", exchange.new, exchange.old, exchange.back)


def _where(random: Random, depth: int, *, text: bool = False, as_sent: bool = False) -> tuple[list[str], str]:
    """Contexts and a place: none of the contexts speaks of values as they are where that must not be."""
    if text and depth == 3:
        return [], random.choice([name for name, place in PLACES.items() if place.text])
    known = [name for name in CONTEXTS if not (as_sent and literal([name]))]
    place = random.choice([name for name, place in PLACES.items() if not place.text])
    return random.sample(known, depth), place


def _told(names: list[str], place: str) -> str:
    return " in ".join([*names, place])


def _pair(name: str, names: list[str], place: str, old: Schema, new: Schema, **values: Any) -> Pair:
    """A pair that breaks each direction for which a value is given."""
    shown = tuple(Shown(place, holding(names, value), _WRITES[way]) for way, value in values.items())
    kept = tuple(Kept(place, tuple(names), _WRITES[way]) for way in PLACES[place].directions - values.keys())
    documents = [PLACES[place].document(setting(names, schema)) for schema in (old, new)]
    return Pair(name, documents[0], documents[1], frozenset(values), shown, kept)


def _grown(name: str, narrow: Schema, wide: Schema, beyond: Any, where: tuple[list[str], str]) -> Iterator[Pair]:
    names, place = where
    if flipped(names):
        narrow, wide = wide, narrow
    ways = PLACES[place].directions
    narrows = {REQUEST: beyond} if REQUEST in ways else {}
    widens = {RESPONSE: beyond} if RESPONSE in ways else {}
    yield _pair(f"{name}, narrowed, {_told(names, place)}", names, place, wide, narrow, **narrows)
    yield _pair(f"{name}, widened, {_told(names, place)}", names, place, narrow, wide, **widens)


def _apart(name: str, apart: Apart, where: tuple[list[str], str]) -> Iterator[Pair]:
    names, place = where
    one, other = (apart.other, apart.one) if flipped(names) else (apart.one, apart.other)
    values = {REQUEST: apart.of_one, RESPONSE: apart.of_other}
    found = {way: value for way, value in values.items() if way in PLACES[place].directions}
    yield _pair(f"{name}, {_told(names, place)}", names, place, one, other, **found)


def _declared(name: str, writer: Schema, reader: Schema, value: Any, names: list[str]) -> Iterator[Pair]:
    """A pair for each direction: what is taken is so because writers leave out what they do not declare."""
    for way, place in ((REQUEST, "request body"), (RESPONSE, "response body")):
        old, new = (writer, reader) if way == REQUEST else (reader, writer)
        values = {} if value is ... else {way: value}
        yield _pair(f"{name}, {_told(names, place)}", names, place, old, new, **values)._replace(kept=())


def _rewritten(made: list[Pair], random: Random, times: int) -> Iterator[Pair]:
    for name, rewrite in REWRITES.items():
        told = [
            each for pair in random.sample(made, len(made)) for each in _in_other_words(pair, name, rewrite, random)
        ]
        yield from told[: 12 * times]


def _in_other_words(pair: Pair, name: str, rewrite: Rewrite, random: Random) -> Iterator[Pair]:
    """The pair with one side in other words, or one document and itself in other words."""
    side = random.choice(["old", "new", "both"])
    before = pair.new if side == "new" else pair.old
    try:
        after = rewrite(before, random)
    except NoWords:
        return
    if as_json(after) == as_json(before):
        return
    if side == "both":
        yield Pair(f"{name}, nothing else: {pair.name}", before, after, NOBODY)
    else:
        yield pair._replace(name=f"{name}, {side}: {pair.name}", **{side: after})


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def published() -> str:
    """The first pairs, one a line, as they are kept beside this module."""
    lines = (
        as_json({"name": pair.name, "breaks": sorted(pair.breaks), "old": pair.old, "new": pair.new})
        for pair in pairs()
    )
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    FILE.write_text(published(), "utf-8")
