"""Pages, totals, filters and order of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.mutants.breaking import nodes
from mockserver.mutants.places import doing
from mockserver.mutants.reading import listed, stays_valid, with_part
from mockserver.mutants.trial import Broken, Trial, answering, roles, with_field, without, written
from mockserver.mutants.values import Family, Kind, Place
from specs.decoding import query_pairs
from specs.inference.asks import PAGES, Ask, declared, meanings
from specs.inference.kinds import Kind as Does
from specs.inference.paths import plain
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.schemas import Direction
from specs.validators import validator

_LISTS = (Does.LIST, Does.SEARCH)
_FURTHER = (Ask.PAGE, Ask.OFFSET, Ask.AFTER, Ask.BEFORE)
_TOTALS = frozenset("total totalcount count totalitems totalresults totalelements xtotalcount xtotal size".split())
_NEXTS = frozenset("next nextpage nextcursor nexttoken nextpagetoken nextlink cursor nexturl endcursor".split())


def _asked_for(*asks: Ask) -> Callable[[Document], Iterator[Place]]:
    """The lists that can be asked for something, at the parameters that do."""

    def found(document: Document) -> Iterator[Place]:
        for place in doing(*_LISTS)(document):
            for each in declared(document.by_key[place.operation]):
                if each.whole is not None and set(asks) & set(meanings(each.name)):
                    yield replace(place, name=each.name, pointer=each.whole.pointer)

    return found


def _filtered(document: Document) -> Iterator[Place]:
    """The lists that can be filtered, at the parameters that are called like a member of the items."""
    for place in doing(*_LISTS)(document):
        operation = document.by_key[place.operation]
        resource = roles(document).of(operation).resource
        shape = resource.shape if resource else None
        known = {plain(name) for name in _members(shape)} if shape is not None else set()
        for each in declared(operation):
            if each.whole is not None and plain(each.name) in known and not set(meanings(each.name)) & PAGES:
                yield replace(place, name=each.name, pointer=each.whole.pointer)


def _members(shape: Any) -> Any:
    from specs import shapes

    return shapes.properties(shape.item, shape.root)


def _lacking(request: Request, name: str) -> Request | None:
    """The request without a parameter; None where it does not have it."""
    parts = request.query.split("&")
    kept = [part for part in parts if part and query_pairs(part)[0][0] != name]
    return replace(request, query="&".join(kept)) if len(kept) < len([each for each in parts if each]) else None


def _unheard(trial: Trial) -> Response | None:
    """A parameter is not looked at."""
    asked = _lacking(trial.request, trial.place.name) if trial.response.status < 300 else None
    made = trial.other(asked) if asked else None
    return made if made is not None and made.status < 300 and made.body != trial.response.body else None


def _entries(bend: Callable[[Trial, list[Any]], list[Any] | None], trial: Trial) -> Response | None:
    """Another list in place of the right one, unless the document forbids it."""
    entries, put = listed(trial)
    made = bend(trial, entries) if entries else None
    return None if made is None or made == entries else stays_valid(trial, put(made))


def _further(trial: Trial) -> bool:
    """Whether a request is for a page behind the first one."""
    asked = [name for name, _ in query_pairs(trial.request.query)]
    return any(set(_FURTHER) & set(meanings(name)) for name in asked)


def _overlapping(trial: Trial, entries: list[Any]) -> list[Any] | None:
    """A later page begins with the last entry of the page before."""
    before = trial.memory.kept.get(trial.asker)
    trial.memory.kept[trial.asker] = entries[-1]
    return [before, *entries[1:]] if before is not None and before not in entries and _further(trial) else None


def _skipping(trial: Trial, entries: list[Any]) -> list[Any] | None:
    """A later page lacks its first entry."""
    return entries[1:] if _further(trial) else None


def _doubling(_: Trial, entries: list[Any]) -> list[Any] | None:
    return [*entries[:-1], entries[0]] if len(entries) > 1 else None


def _reversing(trial: Trial, entries: list[Any]) -> list[Any] | None:
    asked = [name for name, _ in query_pairs(trial.request.query)]
    return entries[::-1] if trial.place.name in asked else None


def _member(wanted: frozenset[str], bend: Callable[[Any], Any], trial: Trial) -> Response | None:
    """A member beside the list, or a header field, tells something else."""
    if trial.response.status >= 300:
        return None
    for path in _paths(trial.json, wanted):
        part = trial.json
        for step in path:
            part = part[step]
        other = bend(part)
        made = written(trial.response, with_part(trial.json, path, other)) if other != part else None
        if made is not None and stays_valid(trial, made):
            return made
    return _header(wanted, bend, trial)


def _paths(value: Any, wanted: frozenset[str], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, each in value.items() if isinstance(value, dict) else ():
        if plain(key) in wanted and not isinstance(each, dict | list):
            yield (*path, key)
        elif len(path) < 2:
            yield from _paths(each, wanted, (*path, key))


def _header(wanted: frozenset[str], bend: Callable[[Any], Any], trial: Trial) -> Response | None:
    for name, text in trial.response.headers:
        if plain(name) in wanted and text.isdecimal():
            return with_field(trial.response, name, str(bend(int(text))))
    return None


def _one_more(told: Any) -> Any:
    return told + 1 if isinstance(told, int) and not isinstance(told, bool) else told


def _ended(trial: Trial) -> Response | None:
    """Nothing tells that there is a next page."""
    link = trial.response.header("link") or ""
    if "next" in link:
        kept = ", ".join(each.strip() for each in link.split(",") if "next" not in each)
        return with_field(trial.response, "Link", kept) if kept else without(trial.response, "link")
    return _member(_NEXTS, lambda told: None if told is not None else told, trial)


def _endless(trial: Trial) -> Response | None:
    """The next page is always the first one told."""
    if trial.response.status >= 300:
        return None
    link = trial.response.header("link") or ""
    before = trial.memory.kept.setdefault("next", link) if "next" in link else ""
    if before and before != link:
        return with_field(trial.response, "Link", before)
    return _member(_NEXTS, lambda told: told if told is None else trial.memory.kept.setdefault("member", told), trial)


def _kind(
    name: str, says: str, places: Callable[[Document], Iterator[Place]], bent: Callable[[Trial], Response | None]
) -> Kind:
    effect: Callable[[Trial], Broken | None] = answering(bent)
    return Kind(name=name, family=Family.LISTS, says=says, places=places, effect=effect)


def _leading_on(document: Document) -> Iterator[Place]:
    """The lists whose answers may tell of a next page."""
    for place in _PAGED(document):
        operation = document.by_key[place.operation]
        fields = {each.name.lower() for entry in operation.successes for each in entry.headers}
        if "link" in fields or any(plain(name) in _NEXTS for name in _told(operation)):
            yield place


def _told(operation: Operation) -> Iterator[str]:
    """The names of all members that successes may have."""
    for media in (each for entry in operation.successes for each in entry.content if each.schema):
        for _, node in nodes(validator(media.schema, Direction.RESPONSE).schema) if media.schema else ():
            yield from node.get("properties", {})


_PAGED = _asked_for(*_FURTHER)
KINDS = (
    _kind("page-ignored", "Every page is the first one.", _asked_for(*_FURTHER), _unheard),
    _kind("page-size-ignored", "A page has as many entries as it likes.", _asked_for(Ask.SIZE), _unheard),
    _kind(
        "page-overlapping",
        "A page begins with the last entry of the one before.",
        _PAGED,
        partial(_entries, _overlapping),
    ),
    _kind("page-skipping", "An entry is on no page.", _PAGED, partial(_entries, _skipping)),
    _kind(
        "entry-doubled", "A list has an entry twice, and lacks another.", doing(*_LISTS), partial(_entries, _doubling)
    ),
    _kind("total-wrong", "A list tells one more than there are.", doing(*_LISTS), partial(_member, _TOTALS, _one_more)),
    _kind("next-missing", "Nothing tells that there is a next page.", _leading_on, _ended),
    _kind("next-repeated", "The next page is always the same.", _leading_on, _endless),
    _kind("filter-ignored", "A filter is not looked at.", _filtered, _unheard),
    _kind("sort-ignored", "A list is not sorted as asked.", _asked_for(Ask.SORT), _unheard),
    _kind(
        "sort-reversed",
        "A list is sorted the other way round.",
        _asked_for(Ask.SORT, Ask.WAY),
        partial(_entries, _reversing),
    ),
)
