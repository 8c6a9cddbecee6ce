"""What a verb changes in the things it is done to, as far as their properties tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os.path import commonprefix
from typing import Any

from specs import shapes
from specs.inference.paths import plain
from specs.inference.verbs import participles, states, undone
from specs.schemas import JsonSchema

_STATUS = ("status", "state", "phase", "stage", "lifecycle")
_TIMES = ("at", "on", "date", "time", "datetime", "timestamp", "ts")


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What is changed.

    Attributes:
        members: new values by name; None takes one away.
        times: names of members that tell when it was, and the format they tell it in; ``seconds`` since 1970
            as a number.
    """

    members: Mapping[str, Any] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.members or self.times)

    def at(self, now: float) -> dict[str, Any]:
        """The new values of members, done at a time in seconds since 1970."""
        return {**self.members, **{name: _written(now, kind) for name, kind in self.times.items()}}

    @property
    def told(self) -> str:
        """For a person: ``status = cancelled, canceledAt = now``."""
        known = [f"{name} = {'null' if value is None else value}" for name, value in self.members.items()]
        return ", ".join([*known, *(f"{name} = now" for name in self.times)])


def effect(verb: str, item: Any, root: JsonSchema) -> Effect:
    """What a verb does to items of a schema: nothing where none of their properties has a place for it.

    Args:
        verb: a plain word, such as ``cancel``.
        item: the schema of the items.
        root: what its references are read with.
    """
    declared = shapes.properties(item, root)
    members: dict[str, Any] = dict(_switched(verb, declared, root))
    for each in undone(verb):
        members |= dict.fromkeys(_moments(participles(each), declared, root))
    return Effect(members | _status(verb, declared, root), _moments(participles(verb), declared, root))


def statuses(item: Any, root: JsonSchema) -> Mapping[str, list[str]]:
    """What each status of items of a schema may say, as far as it is spelled out; one that is just called so first."""
    called = {name: each for name, each in shapes.properties(item, root).items() if plain(name).endswith(_STATUS)}
    names = sorted(called, key=lambda name: plain(name) not in _STATUS)
    return {name: _values(called[name], root) for name in names}


def _status(verb: str, declared: Mapping[str, Any], root: JsonSchema) -> dict[str, str]:
    """The status after it: the one that is just called so, else the only one that has a word for it."""
    called = {name: schema for name, schema in declared.items() if plain(name).endswith(_STATUS)}
    told = {name: said(states(verb), _values(schema, root)) for name, schema in called.items()}
    known = {name: value for name, value in told.items() if value is not None}
    own = {name: value for name, value in known.items() if plain(name) in _STATUS}
    return own or (known if len(known) == 1 else {})


def _switched(verb: str, declared: Mapping[str, Any], root: JsonSchema) -> Iterator[tuple[str, bool]]:
    """Members that are true or false, by what the verb makes of a thing."""
    now, before = set(states(verb)), {word for each in undone(verb) for word in states(each)}
    for name, schema in declared.items():
        word = plain(name).removeprefix("is")
        if (word in now or word in before) and shapes.types(schema, root) - {"null"} == {"boolean"}:
            yield name, word in now


def _moments(words: Iterable[str], declared: Mapping[str, Any], root: JsonSchema) -> dict[str, str]:
    """Members that tell when it was done, and how they tell it."""
    wanted = {each for word in words for end in _TIMES for each in (word + end, end + word)}
    known = {name: _time_format(schema, root) for name, schema in declared.items() if plain(name) in wanted}
    return {name: kind for name, kind in known.items() if kind}


def _time_format(schema: Any, root: JsonSchema) -> str:
    types = shapes.types(schema, root) - {"null"}
    if types <= {"integer", "number"}:
        return "seconds"
    if types != {"string"}:
        return ""
    both = (*shapes.parts(schema, root), *shapes.branches(schema, root))
    return next((part["format"] for part in both if isinstance(part, dict) and "format" in part), "date-time")


def _written(now: float, kind: str) -> Any:
    if kind == "seconds":
        return int(now)
    when = datetime.fromtimestamp(int(now), UTC)
    return when.date().isoformat() if kind == "date" else when.isoformat().replace("+00:00", "Z")


def _values(schema: Any, root: JsonSchema) -> list[str]:
    """The texts that a schema spells out."""
    found: dict[str, None] = {}
    for each in (*shapes.parts(schema, root), *shapes.branches(schema, root)):
        followed = shapes.follow(each, root)
        listed = followed.get("enum", [followed.get("const")]) if isinstance(followed, dict) else []
        found |= {value: None for value in listed if isinstance(value, str)}
    return list(found)


def said(words: Iterable[str], values: list[str]) -> str | None:
    """The first of some words that a status can say, whatever all its values begin with."""
    common = commonprefix(values) if len(values) > 1 else ""  # noqa: RUF071 - they are words, no paths
    shared = len(common.rpartition("_")[0])
    known = {plain(value[shared:]): value for value in reversed(values)}
    return next((known[word] for word in words if word in known), None)
