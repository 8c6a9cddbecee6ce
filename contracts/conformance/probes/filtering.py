"""Do lists heed what they are asked to filter and to sort by?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.paging import pages
from contracts.conformance.probes.scene import Scene, entries
from specs import shapes
from specs.inference.asks import Ask, declared, descending, meanings
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.inference.shape import success_shape
from specs.messages import Exchange
from specs.model import Location, Operation
from specs.schemas import Direction

_MOST = 100
_WANTED = 4
"""Items that a list should have before it is asked for some."""
_KEY = re.compile(r"(?P<sign>[-+]?)(?P<name>[A-Za-z][\w.]*?)(?:[ ,:._-](?P<way>asc|desc|ascending|descending))?", re.I)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?")
"""Times that are in the order of their texts, as far as these are equally long."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A parameter of a list, and the property of its items that it speaks of.

    Attributes:
        values: of the parameter that are tried; empty where the items have them.
        falling: whether the greatest comes first then; None where the document does not tell.
    """

    operation: Operation
    resource: Resource
    parameter: str
    member: str
    values: tuple[Any, ...] = ()
    falling: bool | None = None


def _members(operation: Operation) -> dict[str, tuple[str, Any]]:
    """The plain members of a list's entries by their plain names, with their schemas' types."""
    shape = success_shape(operation)
    found = shapes.properties(shape.item, shape.root) if shape is not None and shape.listed else {}
    return {
        plain(name): (name, shapes.types(schema, shape.root))
        for name, schema in found.items()
        if shape is not None and not shapes.types(schema, shape.root) & {"object", "array"}
    }


def _filters(scene: Scene) -> Iterator[_Asked]:
    """Parameters that are called just as a member of the entries, and mean nothing else."""
    for operation, resource in scene.lists():
        members = _members(operation)
        for each in operation.parameters_in(Location.QUERY):
            schema = each.schema.json_schema(Direction.REQUEST) if each.schema else {}
            known = members.get(plain(each.name))
            if known is None or _means_else(each.name, schema) or each.required or _is_time(schema):
                continue
            if shapes.types(schema, schema) & known[1] and "array" not in shapes.types(schema, schema):
                yield _Asked(operation, resource, each.name, known[0])


def _means_else(name: str, schema: Any) -> bool:
    """Whether a parameter asks for else than entries with a value; not where its values are no ways to sort."""
    asks, told = meanings(name), _listed(schema, schema)
    return bool(asks) and not (set(asks) == {Ask.WAY} and told and all(descending(each) is None for each in told))


def _is_time(schema: Any) -> bool:
    return isinstance(schema, dict) and str(schema.get("format", "")).startswith("date")


def _sorts(scene: Scene) -> Iterator[_Asked]:
    """Parameters that name the members to sort by."""
    for operation, resource in scene.lists():
        members = _members(operation)
        for each in declared(operation):
            if each.whole is None or Ask.SORT not in meanings(each.name) or not isinstance(each.schema, dict):
                continue
            told = _listed(each.schema, each.root)
            for value in told:
                key = _KEY.fullmatch(value) if isinstance(value, str) and descending(value) is None else None
                known = members.get(plain(key["name"])) if key else None
                if key is not None and known is not None:
                    yield _Asked(operation, resource, each.name, known[0], (value,), _falling(key, told))


def _listed(schema: Any, root: Any) -> tuple[Any, ...]:
    """The values that a parameter may have, or the items of a list of them."""
    found = shapes.follow(schema, root)
    inner = shapes.follow(shapes.items(found, root), root) if shapes.container(found, root) == "array" else found
    return tuple(inner.get("enum") or ()) if isinstance(inner, dict) else ()


def _falling(key: re.Match[str], told: tuple[Any, ...]) -> bool | None:
    """Which way a value sorts: as it says, or the other way than one that says so."""
    if key["way"]:
        return descending(key["way"])
    if key["sign"] == "-" or f"-{key['name']}" in told:
        return bool(key["sign"] == "-")
    return None


def _whole(scene: Scene, asked: _Asked, query: dict[str, Any]) -> tuple[list[dict[str, Any]], Exchange]:
    """The entries of a list on one page.

    Raises:
        Inconclusive: it cannot be read.
    """
    how = pages(asked.operation, asked.resource)
    size = {how.size.name: min(how.most or _MOST, _MOST)} if how is not None else {}
    exchange = scene.ask(asked.operation, scene.around(asked.operation), {**size, **query})
    found = entries(asked.resource, asked.operation, exchange.response)
    if exchange.response.status >= 300 or found is None:
        raise Inconclusive(f"{asked.operation.key} answered {exchange.response.status}")
    return [entry for _, entry in found if isinstance(entry, dict)], exchange


def _filled(scene: Scene, asked: _Asked) -> list[dict[str, Any]]:
    """All entries, some more made where there are few."""
    found, _ = _whole(scene, asked, {})
    if len(found) < _WANTED and scene.writes and asked.resource.creatable:
        for number in range(_WANTED - len(found)):
            scene.create(asked.resource, number)
        found, _ = _whole(scene, asked, {})
    return found


def _filtered(scene: Scene, asked: _Asked) -> Iterator[Fault]:
    there = _filled(scene, asked)
    values = [entry.get(asked.member) for entry in there]
    value = next((each for each in values if _plain(each) and any(_differs(each, other) for other in values)), None)
    if value is None:
        raise Inconclusive(f"the entries of {asked.operation.key} do not differ in {asked.member}")
    text = str(value).lower() if isinstance(value, bool) else value
    found, exchange = _whole(scene, asked, {asked.parameter: text})
    wrong = [entry.get(asked.member) for entry in found if _differs(value, entry.get(asked.member))]
    if wrong:
        facts = {"parameter": asked.parameter, "how": f"others too, such as {str(wrong[0])[:60]!r}"}
        yield Fault(operation=asked.operation.key, exchange=exchange, facts=facts)
    elif not found:
        facts = {"parameter": asked.parameter, "how": "nothing, though the list has one"}
        yield Fault(operation=asked.operation.key, exchange=exchange, facts=facts)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int) and value != ""


def _differs(value: Any, other: Any) -> bool:
    """Whether a member is another than what was asked for; that it has it within is enough for texts."""
    if isinstance(value, str) and isinstance(other, str):
        return value.lower() not in other.lower()
    return bool(value != other)


def _sorted(scene: Scene, asked: _Asked) -> Iterator[Fault]:
    _filled(scene, asked)
    found, exchange = _whole(scene, asked, {asked.parameter: asked.values[0]})
    values = [entry[asked.member] for entry in found if entry.get(asked.member) is not None]
    readings = _comparable(values)
    if not readings or len(set(readings[-1])) < 3:
        raise Inconclusive(f"the entries of {asked.operation.key} do not differ enough in {asked.member}")
    ways = {True: (-1,), False: (1,), None: (1, -1)}[asked.falling]
    if not any(_in_order(keys[::way]) for keys in readings for way in ways):
        facts = {"parameter": asked.parameter, "value": asked.values[0], "member": asked.member}
        yield Fault(operation=asked.operation.key, exchange=exchange, facts=facts)


def _comparable(values: Sequence[Any]) -> list[list[Any]]:
    """What values may be sorted by: texts in either case, or by it; nothing where servers differ in more."""
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in values):
        return [list(values)]
    if all(isinstance(each, str) and _INSTANT.fullmatch(each) for each in values) and len(set(map(len, values))) == 1:
        return [list(values)]
    if all(isinstance(each, str) and each.isascii() and each.isalnum() for each in values):
        return [list(values), [each.lower() for each in values]]
    return []


def _in_order(keys: Sequence[Any]) -> bool:
    return all(one <= other for one, other in pairwise(keys))


FILTER = Probe(
    check=Check(
        rule="filter-ignored",
        meaning="A list that is filtered has what was not asked for, or lacks what was.",
        message="{operation} with {parameter} answered {how}",
        subject="{parameter}",
        place="query",
        advice="heed the parameter, or take it out of the document",
    ),
    subjects=_filters,
    judge=_filtered,
    lacking="no list can be filtered by a parameter that is called like a member of its entries",
)
SORT = Probe(
    check=Check(
        rule="sort-ignored",
        meaning="A list is not sorted as it was asked to be.",
        message="{operation} with {parameter}={value} answered entries that are not in that order of {member}",
        subject="{parameter}={value}",
        place="query",
        advice="sort by what is asked for, or take the value out of the document",
    ),
    subjects=_sorts,
    judge=_sorted,
    lacking="no list says in an enum what it can be sorted by",
)
