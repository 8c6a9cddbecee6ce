"""What a person says that operations do, where the document tells too little: it goes before what is inferred."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.errors import MockError
from mockserver.handwritten import demand
from specs import selectors
from specs.inference.kinds import Kind
from specs.inference.resources import Told
from specs.model import Document

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["operation", "role"],
    "additionalProperties": False,
    "properties": {
        "operation": {
            "type": "string",
            "minLength": 1,
            "description": "An operationId, or a method and a path.",
        },
        "role": {"type": "string", "enum": [kind.value for kind in Kind], "description": "What the operation does."},
        "resource": {
            "type": "string",
            "minLength": 1,
            "description": "To what: the path of an item, or a name with [] behind it, as --explain shows it.",
        },
    },
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Said:
    """A person's word on some operations.

    Attributes:
        target: names the operations.
        resource: what it is done to, as ``Resource.key`` has it; None leaves that to the inference.
        raw: as written.
        place: ``file:line`` of a pointer into it.
    """

    target: str
    kind: Kind
    resource: str | None
    raw: Mapping[str, Any]
    place: Callable[[str], str]


def read(raw: Mapping[str, Any], name: str, place: Callable[[str], str]) -> Said:  # noqa: ARG001 - as all are read
    """Read what a person says.

    Args:
        raw: as in ``SCHEMA``.
        name: not needed.
        place: ``file:line`` of a pointer into ``raw``.

    Raises:
        MockError: it cannot be read; the message begins with the place.
    """
    demand(SCHEMA, raw, place)
    return Said(target=raw["operation"], kind=Kind(raw["role"]), resource=raw.get("resource"), raw=raw, place=place)


def demand_known(said: Iterable[Said], documents: Sequence[Document]) -> None:
    """Raises MockError: somebody speaks of an operation that no document has."""
    for each in said:
        if not any(selectors.selected(document, each.target) for document in documents):
            raise MockError(f"{each.place('/operation')}: {selectors.unknown(documents, each.target)}")


def by_operation(said: Sequence[Said], document: Document) -> Mapping[str, Told]:
    """What is said of each operation, by its key; the first goes first."""
    return {
        operation.key: Told(each.kind, each.resource, each.place(""))
        for each in reversed(said)
        for operation in selectors.selected(document, each.target)
    }
