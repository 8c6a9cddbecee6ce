"""What is stored can be had again as it was, and nothing else can."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs_made import about, finding, part

from contracts.conformance.choices import Choices
from contracts.findings import Finding
from contracts.live.profile import Budget, Profile, Writes
from contracts.runs.part import Part
from contracts.runs.storing import changed, restored, stored, texts


@dataclass(frozen=True)
class Everything:
    """One of each that values are made of."""

    word: Writes = Writes.NONE
    raw: bytes = b""
    pairs: tuple[tuple[str, int, bool], ...] = ()
    names: frozenset[str] = frozenset()
    number: str | int | float = 0
    seconds: float | None = None
    figures: dict[str, tuple[int, ...]] = field(default_factory=dict)


@pytest.mark.parametrize(
    "value",
    [
        finding(),
        part(took={"GET /items": (5, 7)}, found={"f": 2}, reached=((1, 2),)),
        about(choices=Choices(seed=1, phases=("probes",), max_seconds=2.5)),
        about(profile=Profile(name="mine", url="https://a/b", deny=("x",), budget=Budget(requests=7))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_the_same_afterwards(value: Any) -> None:
    assert restored(type(value), json.loads(json.dumps(stored(value)))) == value


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        Everything,
        word=st.sampled_from(Writes),
        raw=st.binary(),
        pairs=st.lists(st.tuples(st.text(), st.integers(), st.booleans())).map(tuple),
        names=st.frozensets(st.text()),
        number=st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
        seconds=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        figures=st.dictionaries(st.text(), st.lists(st.integers()).map(tuple)),
    )
)
def test_whatever_it_holds(value: Everything) -> None:
    assert restored(Everything, json.loads(json.dumps(stored(value)))) == value


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Part, []),
        (Part, {"phase": 1}),
        (Part, {"answered": [["a", 200, True]]}),
        (Part, {"ends": 1}),
        (Finding, {"rule": "x"}),
        (Finding, {**stored(finding()), "severity": "bad"}),
        (Profile, {"name": "x", "url": None}),
    ],
)
def test_what_is_none_of_a_kind_is_refused(kind: type, data: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        restored(kind, data)


def test_members_of_a_later_version_are_left_out() -> None:
    assert restored(Part, {**stored(part()), "later": 1}) == part()


def test_texts_are_found_and_changed_and_names_are_not() -> None:
    data = {"name": ["a", 1, {"b": "c"}]}
    assert texts(data) == ["a", "c"]
    assert changed(data, str.upper) == {"name": ["A", 1, {"b": "C"}]}
