"""Objects taken literally: what one does not forbid may be sent, declared or not."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.compare import compare
from contracts.compat.rules.examples import INTEGER, STRING, Raw, answers, closed, obj, takes
from contracts.findings import Finding
from specs.load import from_mapping


def breaks(old: Raw, new: Raw, *, open_objects: bool) -> list[Finding]:
    report = compare(from_mapping(old), from_mapping(new), open_objects=open_objects)
    assert all(each.witness and each.witness.confirmed_by for each in report.breaking)
    return list(report.breaking)


@pytest.mark.parametrize(
    ("old", "new", "narrow", "literal"),
    [
        (takes(obj(a=STRING)), takes(obj(a=STRING, b=INTEGER)), [], ["request-type-narrowed"]),
        (takes(closed(a=STRING)), takes(closed(a=STRING, b=INTEGER)), [], []),
        (answers(obj(a=STRING)), answers(obj(a=STRING, b=INTEGER)), [], []),
        (answers(obj(a=STRING, b=INTEGER)), answers(obj(a=STRING)), [], ["response-type-widened"]),
        (answers(obj(a=STRING)), answers(obj(a=STRING)), [], []),
    ],
)
def test_what_an_object_does_not_forbid_may_be_sent(old: Raw, new: Raw, narrow: list[str], literal: list[str]) -> None:
    assert [each.rule for each in breaks(old, new, open_objects=False)] == narrow
    assert [each.rule for each in breaks(old, new, open_objects=True)] == literal


def test_the_witness_sends_what_was_never_declared() -> None:
    (found,) = breaks(takes(obj(a=STRING)), takes(obj(a=STRING, b=INTEGER)), open_objects=True)
    assert found.witness
    assert found.witness.pointer == "/b"


def test_the_figures_say_so() -> None:
    same: tuple[Any, Any] = (from_mapping(takes(obj(a=STRING))), from_mapping(takes(obj(a=STRING, b=INTEGER))))
    assert compare(*same, open_objects=True).facts["undeclared properties"] == "may be sent"
    assert "undeclared properties" not in compare(*same).facts
