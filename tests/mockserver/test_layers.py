"""A dict over another one, and a store over a snapshot of another."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.layers import Layer
from mockserver.state.memory import MemoryStore
from mockserver.state.store import Item, Key

KEYS = st.sampled_from("abcdef")
STEPS = st.lists(st.tuples(KEYS, st.one_of(st.none(), st.integers())), max_size=20)


@given(st.lists(st.tuples(KEYS, st.integers()), max_size=6), STEPS)
def test_it_is_as_a_copy_would_be(below: list[tuple[str, int]], steps: list[tuple[str, int | None]]) -> None:
    frozen = dict(below)
    layer, copy, before = Layer(frozen), dict(frozen), list(frozen.items())
    for key, value in steps:
        if value is None:
            assert layer.pop(key, None) == copy.pop(key, None)
        else:
            layer[key] = copy[key] = value
        assert _told(layer) == _told(copy)
    assert list(frozen.items()) == before


def _told(table: Any) -> Any:
    return list(table), list(table.items()), list(table.values()), len(table), [table.get(key) for key in "abcdefg"]


DEEDS = ("put", "remove", "children", "opened", "number", "apart", "clear")
TABLES: tuple[Key, ...] = (("", "/a"), ("", "/b"), ("max", "/a"))
LIVES = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(TABLES), st.sampled_from("xyz")), max_size=30)


@given(LIVES, LIVES, LIVES)
def test_a_store_apart_is_as_one_that_has_lived_the_same(before: Any, there: Any, here: Any) -> None:
    """And the one that it is apart from does not notice, however often others are made of it."""
    store, alone, other = (MemoryStore(lambda: 1.0) for _ in range(3))
    for each in (store, alone, other):
        _live(each, [deed for deed in before if deed[0] != "apart"])
    apart = store.apart(lambda: 1.0, 1_000_000)
    _live(apart, [deed for deed in there if deed[0] != "clear"])
    _live(store, here)
    _live(alone, [deed for deed in there if deed[0] not in ("clear", "apart")])
    _live(other, [deed for deed in here if deed[0] != "apart"])
    assert _all(apart) == _all(alone)
    assert _all(store) == _all(other)


def _live(store: MemoryStore, deeds: Any) -> None:
    for deed, table, name in deeds:
        if deed == "put":
            store.put(table, Item(name, {"n": name}, {"/a": "x"} if name == "y" else {}))
        elif deed == "remove":
            store.remove(table, name)
        elif deed == "children":
            store.remove_children(table[0], "/a", name)
        elif deed == "opened":
            store.opened(table)
        elif deed == "number":
            store.number(name)
        else:
            getattr(store, deed)(*((lambda: 2.0, 1) if deed == "apart" else ()))


def _all(store: MemoryStore) -> Any:
    tables = {key: store.items(key) for key in TABLES}
    told = {
        key: [(each.id, each.values, each.parents, each.version) for each in items] for key, items in tables.items()
    }
    gone = {(key, name): store.gone(key, name) for key in TABLES for name in "xyz"}
    return told, gone, [store.opened(key) for key in TABLES], [store.number(name) for name in "xyz"]
