"""What a session remembers: the same in every store, whatever becomes of it there and of what it lies over."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import postgres

from mockserver.access.records import Records
from mockserver.state.keeping import Keeping, Whole, kept
from mockserver.state.store import Item, Key, Store

TABLES: tuple[Key, ...] = (("", "/a"), ("", "/b"), ("max", "/a"))


class Life:
    """What happens to what keeps everything, and what is seen of it."""

    def __init__(self, keeping: Keeping, memory: str) -> None:
        self.memory = memory
        self.store: Store = keeping.store(memory)
        self.records: Records = keeping.records
        self.snapshot = self.store.snapshot()

    def kind(self, name: str) -> str:
        """Of records, which all memories in a database have in common."""
        return f"{name} of {self.memory}"

    def live(self, deeds: Any) -> None:
        for deed, table, name, number in deeds:
            with suppress(ZeroDivisionError), self.store.transaction():
                _DO[deed](self, table, name, number)

    def keep(self) -> None:
        self.snapshot = self.store.snapshot()

    def fail(self, table: Key, name: str) -> None:
        self.store.put(table, Item(name, {"n": -1}))
        self.store.remove(table, "z")
        raise ZeroDivisionError

    def seen(self) -> Any:
        """Everything that can be asked, and that nothing is changed by asking."""
        with self.store.transaction():
            told = {
                (key, name): (_plain(self.store.get(key, name)), self.store.gone(key, name), self.store.used(key, name))
                for key in TABLES
                for name in "xyz"
            }
            listed = [[_plain(each) for each in self.store.items(key)] for key in TABLES]
        records = [self.records.get(self.kind(kind), key) for kind in "xyz" for key in "01"]
        snapshot = self.store.snapshot().as_json()
        return told, listed, records, snapshot


_DO: dict[str, Callable[[Life, Key, str, int], object]] = {
    "put": lambda life, table, name, number: life.store.put(
        table, Item(name, {"n": number}, {"/a": "x"} if name == "y" else {})
    ),
    "remove": lambda life, table, name, _: life.store.remove(table, name),
    "children": lambda life, table, _, __: life.store.remove_children(table[0], "/a", "x"),
    "opened": lambda life, table, _, __: life.store.opened(table),
    "number": lambda life, _, name, __: life.store.number(name),
    "clear": lambda life, _, __, ___: life.store.clear(),
    "keep": lambda life, _, __, ___: life.keep(),
    "restore": lambda life, _, __, ___: life.store.restore(life.snapshot),
    "fail": lambda life, table, name, _: life.fail(table, name),
    "record": lambda life, _, name, number: life.records.put(life.kind(name), str(number % 2), {"n": number}),
    "take": lambda life, _, name, number: life.records.take(life.kind(name), str(number % 2)),
    "forget": lambda life, _, name, __: life.records.forget(life.kind(name)),
    "token": lambda life, _, name, __: life.records.number(life.kind(name)),
}
LIVES = st.lists(
    st.tuples(st.sampled_from(("put", *_DO)), st.sampled_from(TABLES), st.sampled_from("xyz"), st.integers(0, 9)),
    max_size=14,
)


def _plain(item: Item | None) -> Any:
    return item and (item.id, item.values, dict(item.parents), item.version, item.changed)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    if request.param == "sqlite":
        keeping = kept(f"sqlite:///{tmp_path_factory.mktemp('apart')}/state.db?synchronous=off", lambda: 1.0)
        yield keeping
        keeping.close()
        return
    with postgres() as url:
        keeping = kept(url, lambda: 1.0)
        yield keeping
        keeping.close()


NAMES = map(str, itertools.count())


class Side:
    """A mock's memory, and a session that is opened over it in between."""

    def __init__(self, whole: Whole, memory: str) -> None:
        self.whole, self.memory = whole, memory
        self.homes = whole.homes([memory])
        self.base = Life(whole, memory)

    def open(self, name: str) -> Life:
        home = self.homes.open(name, 900, "{}", 1000)[0] if self.homes else None
        return Life(self.whole.apart(lambda: 2.0, 10**6, home.id if home else 0), self.memory)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=LIVES, first=LIVES, meanwhile=LIVES, second=LIVES, later=LIVES)
def test_a_session_is_in_a_database_as_it_is_in_memory(
    database: Whole, before: Any, first: Any, meanwhile: Any, second: Any, later: Any
) -> None:
    """Two of them, one of which is opened later, and what they lie over goes on."""
    memory = next(NAMES)
    seen = []
    for whole in (kept("", lambda: 1.0), database):
        side = Side(whole, memory)
        side.base.live(before)
        one = side.open("one")
        told = [one.seen()]
        one.live(first)
        side.base.live(meanwhile)
        told.append(one.seen())
        two = side.open("two")
        told.append(two.seen())
        two.live(second)
        side.base.live(later)
        one.live(later)
        told += [one.seen(), two.seen(), side.base.seen()]
        told.append([life.records.number(life.kind(kind)) for life in (one, two, side.base) for kind in "xyz"])
        told.append([life.store.number(name) for life in (one, two, side.base) for name in "xyz"])
        told.append([life.store.opened(key) for life in (one, two, side.base) for key in TABLES])
        seen.append(told)
        if side.homes:
            assert [side.homes.end(name) for name in ("one", "two", "two")] == [True, True, False]
    for here, there in zip(*seen, strict=True):
        assert here == there, (before, first, meanwhile, second, later)
