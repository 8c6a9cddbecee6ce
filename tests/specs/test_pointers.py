"""JSON pointers, against a walk through all places of a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs import pointers

KEYS = st.text(st.sampled_from("ab/~ %{}é0"), min_size=1, max_size=4)
TREES = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


def places(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(pointer, value), *(found for key, item in entries for found in places(item, pointers.join(pointer, key)))]


@given(st.lists(st.just("") | KEYS))
def test_tokens_undo_join(path: list[str]) -> None:
    assert pointers.tokens(pointers.join("", *path)) == path


@given(TREES)
def test_every_place_is_found(tree: Any) -> None:
    for pointer, value in places(tree):
        assert pointers.find(tree, pointer) is value


@pytest.mark.parametrize(
    ("pointer", "token"),
    [
        *[("/x", "x"), ("/list/2", "2"), ("/list/-1", "-1"), ("/list/01", "01"), ("/list/²", "²"), ("/text/0", "0")],
        ("/list/" + "9" * 5_000, "9" * 5_000),
    ],
)
def test_a_pointer_to_nothing_names_the_token(pointer: str, token: str) -> None:
    with pytest.raises(KeyError) as caught:
        pointers.find({"list": [1, 2], "text": "abc"}, pointer)
    assert caught.value.args == (token,)


def test_fragments_are_percent_decoded() -> None:
    assert pointers.from_fragment("/paths/~1a~1%7Bid%7D") == "/paths/~1a~1{id}"
