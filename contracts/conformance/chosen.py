"""Which operations of a document are tested."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contracts.conformance.choices import Choices
from contracts.errors import ContractError
from specs import selectors
from specs.model import Document


def chosen(document: Document, choices: Choices) -> Document:
    """A document with no other operations than those that are to be tested.

    Raises:
        ContractError: a name means no operation, or none is left.
        SpecError: a name is none.
    """
    if not (choices.operations or choices.without_operations):
        return document
    wanted = _meant(document, choices.operations) if choices.operations else set(document.by_key)
    wanted -= _meant(document, choices.without_operations)
    if not wanted:
        raise ContractError(
            "no operation is left to test", hint="--without-operation takes away what --operation names"
        )
    return replace(document, operations=tuple(each for each in document.operations if each.key in wanted))


def _meant(document: Document, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        meant = {each.key for each in selectors.selected(document, name)}
        if not meant:
            raise ContractError(selectors.unknown((document,), name))
        found |= meant
    return found
