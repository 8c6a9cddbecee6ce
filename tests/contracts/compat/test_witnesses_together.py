"""Where several breaks fall on one message, that of each finding shows it, and no other break that it need not."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from breaks_together import APART, CONTEXTS, EDITS, document

from contracts.compat.compare import compare
from contracts.compat.witness import request_witness, response_witness
from contracts.findings import Finding, Verdict, Witness
from specs.load import from_mapping
from specs.model import Document

Key = tuple[str, str, str]
Sides = tuple[Document, Document]
_EVERY = 8
"""Of the sets of three edits each so many'th is tried; of two, all, in one direction each."""
_CASES = [
    (names, list(CONTEXTS)[number % len(CONTEXTS)], ("request", "response")[number // every % 2])
    for size, every in ((2, 1), (3, _EVERY))
    for number, names in enumerate(combinations(EDITS, size))
    if number % every == 0 and not any(pair in APART for pair in combinations(names, 2))
]


@cache
def made(names: tuple[str, ...], context: str) -> Document:
    return from_mapping(document(*(EDITS[name] for name in names), context=context))


def sides(names: tuple[str, ...], context: str, direction: str) -> Sides:
    """A pair of documents whose writer may say what the edits allow, and whose reader knows none of them."""
    edited, plain = made(names, context), made((), context)
    return (edited, plain) if direction == "request" else (plain, edited)


@cache
def breaks(names: tuple[str, ...], context: str, direction: str) -> dict[Key, Finding]:
    found = compare(*sides(names, context, direction)).findings
    assert [each.message for each in found if each.verdict is Verdict.UNPROVEN] == []
    ours = (each for each in found if each.verdict is Verdict.BREAKING and each.direction == direction)
    return {(each.rule, each.subject, each.message): each for each in ours}


def shown(documents: Sides, told: Witness) -> Witness | None:
    """The witness that a message is for other documents."""
    if told.request is not None:
        return request_witness(*documents, told.request)
    assert told.response is not None
    old, new = (each.operations[0] for each in documents)
    return response_witness(old, new, told.response)


@pytest.mark.parametrize(("names", "context", "direction"), _CASES, ids=str)
def test_a_message_shows_its_own_finding(names: tuple[str, ...], context: str, direction: str) -> None:
    together, met = breaks(names, context, direction), set[Key]()
    for name in names:
        others = tuple(each for each in names if each != name)
        unavoidable = any(EDITS[each].always for each in others)
        for key in breaks((name,), context, direction).keys() & together.keys():
            met.add(key)
            told = together[key].witness
            assert told is not None
            assert not shown(sides(others, context, direction), told), "it shows another break"
            if not unavoidable:
                assert told.besides == ()
                assert shown(sides((name,), context, direction), told), "it needs another break"
    assert met == together.keys()
