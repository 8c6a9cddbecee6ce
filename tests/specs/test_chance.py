"""Choices are those of the standard library, and leave chance where it leaves it."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from specs.sampling.chance import chosen


@given(st.integers(1, 300), st.integers())
def test_the_same_is_chosen(count: int, seed: int) -> None:
    ours, theirs = Random(seed), Random(seed)
    assert [chosen(range(count), ours) for _ in range(5)] == [theirs.choice(range(count)) for _ in range(5)]
    assert ours.getstate() == theirs.getstate()
