"""What every store does, wherever it keeps things."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from mariadb import mariadb
from postgres import postgres
from sqlalchemy import create_engine, inspect, text

from mockserver.access.records import MemoryRecords, Records
from mockserver.errors import MockError, StoreError
from mockserver.state.keeping import kept
from mockserver.state.memory import MemoryStore
from mockserver.state.snapshots import Snapshot
from mockserver.state.sql import engines
from mockserver.state.sql import records as sql_records
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.records import SqlRecords
from mockserver.state.sql.store import SqlStore
from mockserver.state.sql.tables import HEAD, METADATA, VERSIONS
from mockserver.state.store import Item, Store

TABLE, OTHER = ("", "/pets/{id}"), ("max", "/pets/{id}")


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


SERVERS = {"postgresql": "server", "mariadb": "other_server"}
"""Fixtures by what they run."""


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(scope="module")
def other_server() -> Iterator[str]:
    with mariadb() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state.db"
        return
    server: str = request.getfixturevalue(SERVERS[request.param])
    _emptied(server)
    yield server
    _emptied(server)


def _emptied(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in (VERSIONS, *METADATA.tables):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
    engine.dispose()


Opened = Callable[[str], Database]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens databases, and closes them."""
    made: list[Database] = []

    def opens(url: str) -> Database:
        made.append(Database(url))
        return made[-1]

    yield opens
    for each in made:
        each.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql", "mariadb"])
def store(request: pytest.FixtureRequest, time: Time, tmp_path: Path, opened: Opened) -> Store:
    if request.param == "memory":
        return MemoryStore(time)
    server = SERVERS.get(request.param)
    database = opened(request.getfixturevalue(server) if server else f"sqlite:///{tmp_path}/state.db")
    return SqlStore(database, request.node.name, time)


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
        assert [store.used(TABLE, "a"), store.used(OTHER, "a"), store.used(TABLE, "b")] == [True, True, False]
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


def test_a_table_is_touched_by_its_items_too(store: Store) -> None:
    with store.transaction():
        store.put(TABLE, Item("a", {}))
        store.put(OTHER, Item("a", {}))
        store.remove(OTHER, "a")
        assert [store.opened(key) for key in (TABLE, OTHER, ("", "/x"))] == [True, True, False]


def _filled(store: Store, time: Time) -> Snapshot:
    with store.transaction():
        store.opened(("", "/empty"))
        for name in ("b", "a", "c", "ü\0"):
            store.put(TABLE, Item(name, {"id": name, "n": 2**70, "z": None}, {"/x": "1"}))
        time.now += 1.25
        store.put(TABLE, Item("b", {"n": 2}))
        store.put(OTHER, Item("only", {}))
        for key, name in ((TABLE, "a"), (TABLE, "ü\0"), (OTHER, "only")):
            store.remove(key, name)
        store.number("x")
        store.number("x")
    return store.snapshot()


def test_a_snapshot_is_the_same_from_every_store_and_can_be_put_into_any(store: Store, time: Time) -> None:
    begun = time.now
    one = _filled(store, time)
    time.now = begun
    other = _filled(MemoryStore(time), time)
    assert one.as_json() == other.as_json()
    with store.transaction():
        store.put(TABLE, Item("later", {}))
        store.opened(("", "/later"))
        store.number("y")
    store.restore(Snapshot.of_json(json.loads(json.dumps(other.as_json()))))
    assert store.snapshot().as_json() == one.as_json()
    with store.transaction():
        assert [(item.id, item.version, item.changed) for item in store.items(TABLE)] == [
            ("b", 2, 1001.25),
            ("c", 1, 1000),
        ]
        assert [store.gone(TABLE, name) for name in ("a", "ü\0", "b")] == [True, True, False]
        assert [store.opened(("", name)) for name in ("/empty", "/later")] == [True, False]
        assert [store.number("x"), store.number("y")] == [2, 0]
        assert store.put(TABLE, Item("d", {})).version == 1
        assert [item.id for item in store.items(TABLE)] == ["b", "c", "d"]


def test_what_fails_leaves_nothing_behind(store: Store) -> None:
    child = ("", "/pets/{id}/toys/{toy}")
    with store.transaction():
        store.opened(TABLE)
        for name in "abc":
            store.put(TABLE, Item(name, {"n": name}))
        store.put(TABLE, Item("x", {}))
        store.remove(TABLE, "x")
        store.put(child, Item("1", {}, {"/pets/{id}": "a"}))
        store.number("a")

    def half() -> None:
        with store.transaction():
            store.put(TABLE, Item("b", {"n": 2}))
            store.put(TABLE, Item("d", {}))
            store.put(TABLE, Item("x", {}))
            with store.transaction():
                store.remove(TABLE, "a")
                store.remove_children("", "/pets/{id}", "a")
            store.put(TABLE, Item("a", {"n": 1}))
            store.put(TABLE, Item("c", {"n": 3}))
            store.remove(TABLE, "b")
            store.opened(OTHER)
            store.put(OTHER, Item("a", {}))
            store.number("a")
            store.number("b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with store.transaction():
        there = [(item.id, item.version, item.values) for item in store.items(TABLE)]
        assert there == [("a", 1, {"n": "a"}), ("b", 1, {"n": "b"}), ("c", 1, {"n": "c"})]
        assert [store.gone(TABLE, name) for name in "abcdx"] == [False, False, False, False, True]
        assert [item.id for item in store.items(child)] == ["1"]
        assert store.get(OTHER, "a") is None
        assert not store.opened(OTHER)
        assert (store.number("a"), store.number("b")) == (1, 0)


def test_others_see_what_is_kept_and_only_under_the_same_name(url: str, time: Time, opened: Opened) -> None:
    mine, same, other = (SqlStore(opened(url), name, time) for name in "aab")
    with mine.transaction():
        mine.put(TABLE, Item("a", {"n": 1}))
    assert same.get(TABLE, "a") is not None
    assert other.get(TABLE, "a") is None
    other.put(TABLE, Item("b", {}))
    mine.clear()
    assert (same.get(TABLE, "a"), [item.id for item in other.items(TABLE)]) == (None, ["b"])


def _count_at_once(stores: list[SqlStore]) -> None:
    numbers: list[int] = []

    def count(store: Store) -> None:
        for _ in range(25):
            with store.transaction():
                before = store.get(TABLE, "sum")
                store.put(TABLE, Item("sum", {"n": before.values["n"] + 1 if before else 1}))
                number = store.number("x")
            numbers.append(number)

    threads = [threading.Thread(target=count, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stores[0].get(TABLE, "sum")
    assert found is not None
    assert (found.values["n"], found.version, sorted(numbers)) == (100, 100, list(range(100)))


def test_changes_at_the_same_time_come_one_after_the_other(url: str, time: Time, opened: Opened) -> None:
    _count_at_once([SqlStore(opened(url), "a", time) for _ in range(4)])


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_they_do_whatever_a_server_takes_for_granted(server: str, level: str, time: Time, opened: Opened) -> None:
    told = f"-c default_transaction_isolation={level.replace(' ', chr(92) + ' ')} -c default_transaction_read_only=on"
    url = f"{server}?options={quote(told)}"
    _count_at_once([SqlStore(opened(url), level, time) for _ in range(4)])


def test_who_vanishes_in_the_middle_does_not_keep_others_waiting(server: str, time: Time, opened: Opened) -> None:
    vanished, other = (SqlStore(opened(server), "vanished", time) for _ in range(2))

    def begun() -> None:
        with vanished.transaction() as connection:
            limit = "idle_in_transaction_session_timeout"
            assert connection.exec_driver_sql(f"SHOW {limit}").scalar() == f"{engines.PATIENCE + engines.GRACE}s"
            vanished.put(TABLE, Item("a", {}))
            connection.exec_driver_sql(f"SET LOCAL {limit} = 100")
            assert other_thread(lambda: other.get(TABLE, "a")) is None

    with pytest.raises(StoreError, match="cannot be reached"):
        begun()


@pytest.mark.parametrize(
    ("said", "level"), [("", 2), ("?synchronous=NORMAL", 1), ("?synchronous=off&cached_statements=50", 0)]
)
def test_a_file_is_written_as_its_url_says(said: str, level: int, tmp_path: Path, opened: Opened) -> None:
    with opened(f"sqlite:///{tmp_path}/state.db{said}").transaction("") as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_nothing_is_left_running_of_a_database_that_is_closed(server: str) -> None:
    before = set(threading.enumerate())
    database = Database(server)
    for _ in range(2):
        SqlStore(database, "a", Time()).snapshot()
        (watching,) = (each for each in threading.enumerate() if each not in before)
        database.close()
        watching.join(10)
        assert not watching.is_alive()


def other_thread(ask: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def test_a_file_whose_journal_is_just_being_changed_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waits: list[float] = []
        monkeypatch.setattr(engines, "pause", lambda seconds: waits.append(seconds) or other.execute("ROLLBACK"))
        opened(f"sqlite:///{tmp_path}/state.db")
    assert len(waits) == 1


def test_many_processes_may_open_what_is_new_at_once(server: str, tmp_path: Path) -> None:
    """A process that comes upon what another has half made would fail, or make it twice."""
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA fresh"))
    files = [f"sqlite:///{tmp_path}/{number}.db" for number in range(2)]
    schema = f"{server}?options={quote('-c search_path=fresh')}"
    command = [sys.executable, str(Path(__file__).with_name("many_openers.py")), "8", *files, schema]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {VERSIONS, *METADATA.tables} <= set(inspect(engine).get_table_names(schema="fresh"))
    engine.dispose()


def test_migrations_make_the_tables_that_are_asked(url: str) -> None:
    Database(url).close()
    engine = create_engine(url)
    assert {VERSIONS, *METADATA.tables} <= set(inspect(engine).get_table_names())
    for table in METADATA.tables.values():
        found = {each["name"]: bool(each["nullable"]) for each in inspect(engine).get_columns(table.name)}
        assert found == {column.name: bool(column.nullable) for column in table.columns}
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_what_an_earlier_release_has_kept_stays(url: str, time: Time, opened: Opened) -> None:
    store = SqlStore(opened(url), "a", time)
    with store.transaction():
        store.opened(("", "/empty"))
        store.put(TABLE, Item("a", {"n": 1}))
        store.put(TABLE, Item("b", {}))
        store.remove(TABLE, "b")
        store.number("x")
    engine = create_engine(url)
    with engine.begin() as connection:
        for table, name in _SINCE_FIRST:
            if name == "until":
                connection.execute(text("DROP INDEX ringback_records_until"))
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {name}"))
        for each in ("sessions", "over", "before", "exchanges"):
            connection.execute(text(f"DROP TABLE ringback_{each}"))
        connection.execute(text("UPDATE ringback_version SET version_num = '0001'"))
    engine.dispose()
    again = SqlStore(opened(url), "a", time)
    with again.transaction():
        assert again.opened(("", "/empty"))
        assert [item.values for item in again.items(TABLE)] == [{"n": 1}]
        assert again.gone(TABLE, "b")
        assert again.number("x") == 1
    assert [each.values for each in again.snapshot().tables[TABLE].values()] == [{"n": 1}]


_SINCE_FIRST = (
    ("ringback_gone", "collection_key"),
    ("ringback_gone", "id"),
    ("ringback_opened", "collection_key"),
    ("ringback_numbers", "series"),
    ("ringback_records", "until"),
    ("ringback_items", "replaces"),
)


def test_what_a_later_release_has_kept_is_not_touched(url: str) -> None:
    Database(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE ringback_version SET version_num = '9999'"))
    with pytest.raises(MockError, match=f"version 9999, this one knows {HEAD}"):
        Database(url)
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("state.db", "is no URL of a database"),
        ("oracle://x/y", "SQLite, PostgreSQL, MySQL or MariaDB, and not in oracle"),
        ("sqlite://", "names no file"),
        ("sqlite:///state.db?synchronous=sometimes", "none of full, normal, off"),
        ("sqlite:////no/such/folder/state.db", "cannot be reached"),
        ("postgresql+psycopg://me:hidden@127.0.0.1:1/x", r"//127.0.0.1:1/x cannot be reached"),
        ("postgresql+asyncpg9://x/y", "needs a driver"),
        ("mysql://me:hidden@127.0.0.1:1/x", r"mysql.pymysql://127.0.0.1:1/x cannot be reached"),
        ("mariadb+pymysql9://x/y", r"needs a driver .*'ringback.mysql.' and write mysql.pymysql"),
    ],
)
def test_a_database_that_is_none_is_told_so(url: str, told: str) -> None:
    with pytest.raises(MockError, match=told) as caught:
        Database(url)
    assert "hidden" not in str(caught.value)


def test_what_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "alembic", None)  # type: ignore[arg-type]
    with pytest.raises(MockError, match=r"needs alembic, which is not installed .pip install 'ringback"):
        kept(f"sqlite:///{tmp_path}/state.db", lambda: 0)


@pytest.fixture(params=["memory", "sqlite", "postgresql", "mariadb"])
def records(request: pytest.FixtureRequest, tmp_path: Path, opened: Opened) -> Records:
    if request.param == "memory":
        return MemoryRecords()
    server = SERVERS.get(request.param)
    url = request.getfixturevalue(server) if server else f"sqlite:///{tmp_path}/state.db"
    return SqlRecords(opened(url), lambda: 0.0)


def test_records_are_kept_and_taken_once(records: Records) -> None:
    assert records.get("code", "a") is None
    records.put("code", "a", {"n": 1})
    records.put("code", "a", {"n": 2})
    records.put("token", "a", {"n": 3})
    assert records.get("code", "a") == {"n": 2}
    assert [records.take("code", "a"), records.take("code", "a")] == [{"n": 2}, None]
    assert records.get("token", "a") == {"n": 3}
    records.forget("token")
    records.forget("token")
    assert [records.get("token", "a"), records.get("code", "a")] == [None, None]
    assert [records.number("code"), records.number("code"), records.number("token")] == [1, 2, 1]


def test_records_are_read_while_others_write(url: str, opened: Opened) -> None:
    mine, other = (SqlRecords(opened(url), lambda: 0.0) for _ in range(2))
    mine.put("token", "a", {"n": 1})
    with opened(url).transaction(digest("records")):
        assert other_thread(lambda: other.get("token", "a")) == {"n": 1}


def test_records_that_have_ended_are_taken_out_of_a_database(
    url: str, time: Time, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the system's clock, a day later: the mock's may stand still, or be set back."""
    days = Time()
    monkeypatch.setattr(sql_records, "now", days)
    records = SqlRecords(opened(url), time)
    records.put("token", "ends", {"end": time.now + 3600})
    records.put("token", "ended", {"end": time.now - 3600})
    records.put("token", "later", {"end": time.now + 10 * 86400})
    records.once("key", "stays", {})
    days.now += 86400 - 1
    records.put("token", "other", {"end": time.now})
    assert [bool(records.get("token", name)) for name in ("ends", "ended", "later")] == [True, True, True]
    days.now += 3600 + 120
    records.put("token", "other", {"end": time.now})
    assert [records.get("token", name) is not None for name in ("ends", "ended", "later")] == [False, False, True]
    assert records.get("key", "stays") == {}
