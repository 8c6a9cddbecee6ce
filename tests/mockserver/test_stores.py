"""What every store does, wherever it keeps things."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mockserver.state.memory import MemoryStore
from mockserver.state.store import Item, Store

TABLE, OTHER = ("", "/pets/{id}"), ("max", "/pets/{id}")


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def memory(time: Time) -> Iterator[Store]:
    yield MemoryStore(time)


@pytest.fixture(params=[memory])
def store(request: pytest.FixtureRequest, time: Time) -> Iterator[Store]:
    make: Callable[[Time], Iterator[Store]] = request.param
    yield from make(time)


def test_what_is_put_is_there_in_order_of_its_creation(store: Store) -> None:
    with store.transaction():
        assert not store.opened(TABLE)
        for name in ("b", "a", "ü/€\0", "x" * 5000):
            store.put(TABLE, Item(name, {"id": name, "n": 2**70, "f": 1.5, "z": None, "a": [{"b": {}}]}))
        store.put(TABLE, Item("b", {"id": "b"}))
    with store.transaction():
        assert store.opened(TABLE)
        assert [item.id for item in store.items(TABLE)] == ["b", "a", "ü/€\0", "x" * 5000]
        found = store.get(TABLE, "a")
        assert found is not None
        assert list(found.values.items()) == [("id", "a"), ("n", 2**70), ("f", 1.5), ("z", None), ("a", [{"b": {}}])]
        assert store.get(TABLE, "c") is None
        assert store.items(OTHER) == []


def test_each_change_makes_a_version(store: Store, time: Time) -> None:
    with store.transaction():
        first = store.put(TABLE, Item("a", {"n": 1}))
        time.now = 2000.5
        second = store.put(TABLE, Item("a", {"n": 2}))
        kept = store.get(TABLE, "a")
    assert kept is not None
    assert [(each.version, each.changed) for each in (first, second, kept)] == [(1, 1000), (2, 2000.5), (2, 2000.5)]
    assert kept.values == {"n": 2}


def test_what_was_taken_away_is_known_to_have_been_there(store: Store) -> None:
    with store.transaction():
        store.put(TABLE, Item("a", {}))
        store.put(OTHER, Item("a", {}))
        assert store.remove(TABLE, "b") is None
        assert store.remove(TABLE, "a") is not None
        assert [store.gone(TABLE, each) for each in "ab"] == [True, False]
        assert not store.gone(OTHER, "a")
        assert store.get(TABLE, "a") is None
        again = store.put(TABLE, Item("a", {}))
        assert again.version == 1
        assert not store.gone(TABLE, "a")


def test_children_go_with_what_they_belong_to(store: Store) -> None:
    child = ("", "/pets/{id}/toys/{toy}")
    with store.transaction():
        for name, parent in (("1", "a"), ("2", 'b"\\%_'), ("3", "a"), ("4", "ab")):
            store.put(child, Item(name, {}, {"/pets/{id}": parent, "/x": "a"}))
        store.put(("max", "/y"), Item("5", {}, {"/pets/{id}": "a"}))
        store.remove_children("", "/pets/{id}", "a")
        assert [item.id for item in store.items(child)] == ["2", "4"]
        assert store.gone(child, "1")
        assert len(store.items(("max", "/y"))) == 1
        store.remove_children("", "/pets/{id}", 'b"\\%_')
        assert [dict(item.parents) for item in store.items(child)] == [{"/pets/{id}": "ab", "/x": "a"}]


def test_numbers_count_up_by_name(store: Store) -> None:
    with store.transaction():
        assert [store.number("a"), store.number("a"), store.number("b"), store.number("a")] == [0, 1, 0, 2]


def test_everything_can_be_forgotten(store: Store) -> None:
    with store.transaction():
        store.opened(TABLE)
        store.put(TABLE, Item("a", {}))
        store.put(TABLE, Item("b", {}))
        store.remove(TABLE, "b")
        store.number("a")
    store.clear()
    with store.transaction():
        assert not store.opened(TABLE)
        assert store.items(TABLE) == []
        assert not store.gone(TABLE, "b")
        assert store.number("a") == 0
