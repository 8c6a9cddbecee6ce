"""What a session remembers: the same in every store, whatever becomes of it there and of what it lies over."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mariadb import mariadb
from postgres import postgres
from sqlalchemy import select

from mockserver.access.records import Records
from mockserver.errors import StoreError
from mockserver.state.keeping import Keeping, Whole, kept
from mockserver.state.sql.homes import LEDGER, Homes, place
from mockserver.state.sql.records import SPACE
from mockserver.state.sql.tables import BEFORE, EXCHANGES, GONE, ITEMS, NUMBERS, OPENED, OVER, RECORDS, SESSIONS
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
    max_size=12,
)


def _plain(item: Item | None) -> Any:
    return item and (item.id, item.values, dict(item.parents), item.version, item.changed)


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    if request.param == "sqlite":
        keeping = kept(f"sqlite:///{tmp_path_factory.mktemp('apart')}/state.db?synchronous=off", lambda: 1.0)
        yield keeping
        keeping.close()
        return
    with (postgres if request.param == "postgresql" else mariadb)() as url:
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


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_session_sees_one_time_whoever_is_at_work_meanwhile(database: Whole) -> None:
    """What is moved from one thing to another is in one of them: nothing is seen half done, or later than the rest."""
    memory = next(NAMES)
    key, names, done = TABLES[0], [str(number) for number in range(5)], threading.Event()
    store = database.store(memory)
    with store.transaction():
        for name in names:
            store.put(key, Item(name, {"n": 100}))
    homes = database.homes([memory])
    assert homes

    def move(seed: int) -> None:
        random = Random(seed)
        while not done.is_set():
            one, other = random.sample(names, 2)
            with store.transaction():
                for name, more in ((one, -1), (other, 1)):
                    known = store.get(key, name)
                    taken = store.remove(key, name) if random.random() < 0.2 else None  # and comes again, as the last
                    assert known
                    store.put(key, Item(name, {"n": (taken or known).values["n"] + more}))

    def look(number: int) -> None:
        home, fresh = homes.open(f"{memory}-{number}", 900, "{}", 1000)
        assert home
        assert fresh
        apart = database.apart(lambda: 2.0, 10**6, home.id).store(memory)
        seen = [[(item.id, item.values["n"]) for item in apart.items(key)] for _ in range(4)]
        single = [(name, apart.get(key, name)) for name, _ in seen[0]]
        assert [(name, item and item.values["n"]) for name, item in single] == seen[0]
        assert seen[1:] == seen[:-1]
        assert sum(count for _, count in seen[0]) == 500
        assert homes.end(home.name)

    with ThreadPoolExecutor(6) as pool:
        movers = [pool.submit(move, seed) for seed in range(3)]
        try:
            list(pool.map(look, range(24)))
        finally:
            done.set()
        for each in movers:
            each.result()


class Hours:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_left_of_those_that_are_over(database: Whole) -> None:
    """By the time that passes for people; a use is noted now and then, and counts as if always."""
    memory, hours = next(NAMES), Hours()
    inside = database._database  # type: ignore[attr-defined]
    homes, others = Homes(inside, [memory], hours), Homes(inside, [memory, "more"], hours)
    store = database.store(memory)
    store.put(TABLES[0], Item("x", {}))
    opened = [homes.open(name, idle, "{}", 3)[0] for name, idle in (("a", 60), ("b", 600), ("c", 6000))]
    assert homes.open("d", 60, "{}", 3) == (None, True)
    assert homes.open("a", 60, "{}", 3) == (opened[0], False)
    assert others.open("a", 60, "{}", 3)[1]  # of other documents
    for home in filter(None, opened):
        life = Life(database.apart(hours, 10**6, home.id), memory)
        life.live([(deed, TABLES[0], "x", 1) for deed in ("put", "opened", "number", "record", "token", "remove")])
        database.apart(hours, 10**6, home.id).exchanges(10, 10**6).add([(5, "{}")])  # type: ignore[union-attr]
    store.remove(TABLES[0], "x")
    for _ in range(10):
        hours.now += 50
        assert homes.find("a")
    assert [each.name for each in homes.listed()] == ["a", "b", "c"]
    assert others.find("a") is None
    hours.now += 62
    assert [homes.find(name) is not None for name in ("a", "b", "c")] == [False, True, True]
    hours.now += 611
    assert [each.name for each in homes.listed()] == ["c"]
    assert homes.end("c")
    own = [place(inside, home.id, each).own for home in filter(None, opened) for each in (memory, SPACE, LEDGER)]
    with inside.transaction() as connection:
        for table in (ITEMS, GONE, OPENED, NUMBERS, RECORDS, EXCHANGES):
            assert connection.execute(select(table).where(table.c.space.in_(own))).all() == []
        assert [connection.execute(select(table)).all() for table in (SESSIONS, OVER, BEFORE)] == [[], [], []]


def test_who_is_in_the_middle_of_something_when_a_session_ends_is_told(database: Whole) -> None:
    memory = next(NAMES)
    homes = database.homes([memory])
    assert homes
    home, _ = homes.open("ends", 900, "{}", 10)
    assert home
    keeping = database.apart(lambda: 2.0, 10**6, home.id)
    keeping.store(memory).put(TABLES[0], Item("x", {}))
    homes.end("ends")
    for ask in (
        lambda: keeping.store(memory).get(TABLES[0], "x"),
        lambda: keeping.records.put("x", "0", {}),
        lambda: homes.told(home.id),
    ):
        with pytest.raises(StoreError, match="the session is over"):
            ask()
