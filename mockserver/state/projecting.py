"""What is remembered by one release of an API, as another release tells it: as much as that allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mockserver.outcome import Outcome
from mockserver.response.finishing import told_in_a_field
from mockserver.state.items import Template
from mockserver.state.store import Item
from mockserver.turn import Turn
from specs import pointers
from specs.misfits import rule_of_break
from specs.recent import Recent, size
from specs.validators import Misfit

HEADER = "Ringback-Projection"
_MOST = 2 * 1024 * 1024
"""Bytes of the items of which it is known how they are told."""
Find = Callable[[str], Template | None]
"""What the items of a shelf look like in another release; None where it has none."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What cannot be told of an item as it is.

    Attributes:
        rule: what the comparison of both releases calls it, where this one reads what the other writes.
        pointer: where in the document of this release the schema stands that does not let it be said.
        member: of the item.
        release: that can tell it; empty where none of those beside this one can.
    """

    rule: str
    pointer: str
    member: str
    release: str


class Projecting:
    """Shows the items of all releases as those of one.

    Args:
        others: the other releases that remember the same, by name.
    """

    def __init__(self, others: Mapping[str, Find]) -> None:
        self._others = others
        self._shown: Recent[tuple[Item, Item, tuple[Loss, ...]]] = Recent(_MOST)
        self._losses: Recent[tuple[Mapping[str, Any], tuple[Loss, ...]]] = Recent(_MOST)

    def shown(self, item: Item, template: Template, shelf: str) -> Item:
        """An item as this release tells it, the whole of it kept; itself where it is one of this release."""
        known = self._shown.get(id(item))
        if known is None or known[0] is not item:
            known = self._shown.keep(id(item), (item, *self._projected(item, template, shelf)), size(item.values))
            if known[2]:
                self._losses.keep(id(known[1].values), (known[1].values, known[2]), size(item.values))
        return known[1]

    def tell(self, turn: Turn, outcome: Outcome) -> None:
        """Have an answer and the journal tell what could not be said of the items in it."""
        members = (outcome.members,) if outcome.members is not None else ()
        told = [asdict(each) for each in self._lost((*members, *(outcome.entries or ())))]
        if told:
            turn.notes["projection"] = told
            turn.fields = (*turn.fields, *told_in_a_field(told, HEADER))

    def _lost(self, told: Iterable[Mapping[str, Any]]) -> tuple[Loss, ...]:
        """What could not be said of items that were shown, each thing once."""
        found: dict[Loss, None] = {}
        for values in told:
            known = self._losses.get(id(values))
            if known is not None and known[0] is values:
                found |= dict.fromkeys(known[1])
        return tuple(found)

    def _projected(self, item: Item, template: Template, shelf: str) -> tuple[Item, tuple[Loss, ...]]:
        misfits = list(template.misfits(item.values))
        if not misfits:
            return item, ()
        values = template.slimmed(item.values, [each.path[0] for each in misfits if each.path], f"{shelf}/{item.id}")
        writer, theirs = self._writer(item, shelf)
        losses = [_loss(each, template, writer, theirs) for each in misfits]
        return item._replace(values=values, whole=item.values), tuple(dict.fromkeys(losses))

    def _writer(self, item: Item, shelf: str) -> tuple[str, Template | None]:
        """The first of the other releases that an item is one of, and what its items look like."""
        for name, find in self._others.items():
            template = find(shelf)
            if template is not None and not any(template.misfits(item.values)):
                return name, template
        return "", None


def restored(item: Item, values: dict[str, Any]) -> dict[str, Any]:
    """What is to be kept of an item that was shown and has other values now: what nobody has changed is as it was."""
    if item.whole is None:
        return values
    kept = {name: value for name, value in item.whole.items() if name not in item.values or name in values}
    changed = {name: value for name, value in values.items() if name not in item.values or value != item.values[name]}
    return {**kept, **changed}


def _loss(misfit: Misfit, template: Template, release: str, writer: Template | None) -> Loss:
    member = str(misfit.path[0]) if misfit.path else ""
    keyword, pointer = misfit.keyword, template.origin(misfit.at)
    if keyword == "required":
        declares = writer is None or len(misfit.path) > 1 or member in writer.properties
        keyword = keyword if declares else "undeclared"
        pointer = pointers.join(pointer, "properties", str(misfit.path[-1]))
    return Loss(rule_of_break(keyword, "response"), pointer, member, release)
