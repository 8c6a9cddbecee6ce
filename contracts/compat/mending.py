"""Values without a fault that a finding is not about: others are put there, which a writer says and a reader takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from contracts.compat import leaves
from contracts.compat.alternatives import alternatives
from contracts.compat.sides import Part, Side
from contracts.compat.views import View, view
from specs import pointers

Mend = Callable[[Any, str], Iterable[Any]]
"""What makes other values of one that is refused at a JSON pointer."""

_FEW = 8
"""Values that are tried of a schema, and branches that are looked into."""


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """A schema, and the side that it is of."""

    side: Side
    part: Part

    @property
    def view(self) -> View:
        """Its view."""
        return view(self.side, self.side.unwrapped(self.part))


def mended(writer: Root, reader: Root, value: Any, pointer: str) -> Iterator[Any]:
    """Values of the writer that differ in one place from one whose reader refuses it there.

    Members come first that the reader may miss, then what may stand in the place itself.

    Args:
        writer: of the value.
        reader: of the value.
        value: what is refused.
        pointer: JSON pointer to what is refused of it.
    """
    path = pointers.tokens(pointer)
    here = _inside(value, pointer)
    ours, theirs = (list(_views(root.view, path)) for root in (writer, reader))
    missing = dict.fromkeys(name for each in theirs for name in each.required)
    for name in missing if isinstance(here, dict) else ():
        if name not in here:
            views = [inner for each in chain(ours, theirs) for inner in _below(each, name)]
            yield from _with(writer, value, [*path, name], _values(views))
    yield from _with(writer, value, path, _values([*ours, *theirs]))


def _with(writer: Root, value: Any, path: list[str], inner: Iterable[Any]) -> Iterator[Any]:
    made = (_put(value, path, each) for each in inner)
    yield from (each for each in made if leaves.says(writer.view, each))


def _values(views: Iterable[View]) -> Iterator[Any]:
    for each in views:
        yield from each.values if each.values is not None else islice(leaves.values_of(each), _FEW)


def _views(whole: View, path: list[str]) -> Iterator[View]:
    """What schemas say of the part of a value to which a path leads, in the branches that speak of it."""
    if not path:
        yield from (whole, *_options(whole)) if whole.choices else (whole,)
        return
    for inner in _below(whole, path[0]):
        yield from _views(inner, path[1:])


def _below(whole: View, step: str) -> Iterator[View]:
    for option in _options(whole):
        parts = option.holding(step) or (option.at(int(step)) if step.isdecimal() else [])
        if parts:
            yield view(option.side, *parts)


def _options(whole: View) -> Iterator[View]:
    known = whole.side.remembered((id(whole), "alternatives"), whole, lambda: alternatives(whole))
    return islice(known, _FEW)


def _inside(value: Any, pointer: str) -> Any:
    try:
        return pointers.find(value, pointer)
    except KeyError:
        return None


def _put(value: Any, path: list[str], inner: Any) -> Any:
    """The value with another one where a path leads; as it is where that is nowhere."""
    if not path:
        return inner
    step, below = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, step: _put(value.get(step), below, inner)}
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        index = int(step)
        return [*value[:index], _put(value[index], below, inner), *value[index + 1 :]]
    return value
