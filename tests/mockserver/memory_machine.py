"""A mock over HTTP, held against a plain server, one step after the other."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from plain_server import Change, Kept, Kind, Paging, PlainServer, Row, asked_for, parts
from plain_stories import Story

from mockserver.hosts.keeper import Remembered
from mockserver.testing import Running

_USERS = st.sampled_from([0, 1])
_ABSENT = (404, 410)
_METHODS = {
    Change.REPLACE: "PUT",
    Change.REPLACE_NAMED: "PUT",
    Change.MERGE_PATCH: "PATCH",
    Change.FORM: "POST",
}


class Caller:
    """Two users of a running mock, over one connection that stays."""

    def __init__(self, url: str, story: Story) -> None:
        where = urlsplit(url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        self._story = story
        self.steps = 0
        self._tokens = [self._token(user) for user in range(2)] if story.login else ["", ""]

    def _token(self, user: int) -> str:
        body = {"email": f"user{user}@example.org", "password": "secret"}
        sent = {"Content-Type": "application/json"}
        self._connection.request("POST", f"{self._story.base}/authenticate", json.dumps(body), sent)
        return str(json.loads(self._connection.getresponse().read())["id_token"])

    def __call__(
        self, user: int, method: str, path: str, sent: Any = None, kind: str = "", key: str = ""
    ) -> tuple[int, Any, Any]:
        """The status, the decoded body (None where there is none), and the header fields."""
        self.steps += 1
        token = self._tokens[user]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Idempotency-Key": key} if key else {}
        self._connection.request(method, self._story.base + path, sent, headers)
        response = self._connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body else None, response.headers

    def close(self) -> None:
        self._connection.close()


class Memory(RuleBasedStateMachine):
    """To be derived from for one mock.

    Attributes:
        story: what the mock's document speaks of.
        caller: asks it.
        mock: the mock itself.
    """

    story: Story
    caller: Caller
    mock: Running

    def __init__(self) -> None:
        super().__init__()
        self.mock.reset("state")
        self.plain = PlainServer()
        self.kept: tuple[Remembered, Kept] | None = None

    @rule()
    def keep(self) -> None:
        self.caller.steps += 1
        self.kept = self.mock.snapshot(), self.plain.kept()

    @precondition(lambda self: self.kept)
    @rule()
    def put_back(self) -> None:
        assert self.kept is not None
        remembered, kept = self.kept
        self.caller.steps += 1
        self.mock.restore(remembered)
        self.plain.put_back(kept)

    @rule(data=st.data(), user=_USERS, twice=st.booleans())
    def create(self, data: st.DataObject, user: int, twice: bool) -> None:
        kind = data.draw(st.sampled_from(self.story.kinds))
        parent = self._parent(data, kind)
        if parent is _NONE:
            return
        sent = data.draw(kind.bodies)
        named = data.draw(st.none() | kind.names) if kind.names is not None else None
        known = {"id": named} if named is not None else {}
        body, media = _encoded(kind, {**sent, **known})
        key = f"key-{self.caller.steps}" if twice else ""
        status, told, _ = self.caller(user, "POST", _path(kind.create, parent), body, media, key)
        if twice and status < 300:
            again = self.caller(user, "POST", _path(kind.create, parent), body, media, key)
            assert again[:2] == (status, told)
            assert again[2]["Idempotent-Replayed"] == "true"
        if parent is not None and not self.plain.sees(user, parent):
            assert status in _ABSENT, (status, told)
        elif named is not None and self.plain.named(kind, named):
            assert status == 409, (status, told)
        else:
            assert status in (200, 201), (status, told)
            assert told == {**told, **sent, **known}, (told, sent)
            self.plain.made(Row(kind, told["id"], told, user, parent))

    @precondition(lambda self: self.plain.rows or self.plain.gone)
    @rule(data=st.data(), user=_USERS)
    def read(self, data: st.DataObject, user: int) -> None:
        row = data.draw(st.sampled_from(self.plain.rows + self.plain.gone))
        self._agree(user, row, self.caller(user, "GET", _path(row.kind.item, row)))

    @precondition(lambda self: self.plain.rows or self.plain.gone)
    @rule(data=st.data(), user=_USERS)
    def change(self, data: st.DataObject, user: int) -> None:
        row = data.draw(st.sampled_from(self.plain.rows + self.plain.gone))
        if row.kind.change is None:
            return
        sent = data.draw(row.kind.changes)
        if row.kind.change is Change.REPLACE_NAMED:
            sent = {**sent, "id": row.id}
        method = _METHODS[row.kind.change]
        body, media = _encoded(row.kind, sent, method)
        where = row.kind.create if row.kind.change is Change.REPLACE_NAMED else row.kind.item
        answer = self.caller(user, method, _path(where, row), body, media)
        row = self._now(row)
        if self.plain.sees(user, row):
            self.plain.changed(row, sent)
        self._agree(user, row, answer)

    @precondition(lambda self: self.plain.rows or self.plain.gone)
    @rule(data=st.data(), user=_USERS)
    def delete(self, data: st.DataObject, user: int) -> None:
        row = self._now(data.draw(st.sampled_from(self.plain.rows + self.plain.gone)))
        status, told, _ = self.caller(user, "DELETE", _path(row.kind.item, row))
        if not self.plain.sees(user, row):
            assert status in _ABSENT, (status, told)
            return
        if row.kind.receipt:
            assert (status, told["id"], told["deleted"]) == (200, row.id, True), (status, told)
        else:
            assert (status, told) == (204, None)
        self.plain.deleted(row)

    @rule(data=st.data(), user=_USERS, size=st.integers(1, 4), number=st.integers(0, 3))
    def list(self, data: st.DataObject, user: int, size: int, number: int) -> None:
        kind = data.draw(st.sampled_from(self.story.kinds))
        parent = self._parent(data, kind)
        if parent is _NONE:
            return
        wanted = {name: data.draw(values) for name, values in kind.filters.items() if data.draw(st.booleans())}
        rows = asked_for(self.plain.seen(user, kind, parent), wanted)
        query, shown, more = {}, rows, False
        if kind.paging and (kind.paging is Paging.AFTER or data.draw(st.booleans())):
            part = parts(kind.paging, rows, size, number)
            query, shown, more = part.query, part.rows, part.more
        elif kind.paging:
            shown = rows[:20]  # the documents' default
        text = urlencode({**query, **{name: _spelled(value) for name, value in wanted.items()}}, doseq=True)
        status, told, headers = self.caller(user, "GET", _path(kind.list, parent) + (f"?{text}" if text else ""))
        if parent is not None and not self.plain.sees(user, parent):
            assert status in _ABSENT, (status, told)
            return
        assert status == 200, (status, told)
        entries = told[kind.envelope] if kind.envelope else told
        assert entries == [row.values for row in shown], (text, entries, [row.values for row in shown])
        if kind.paging is Paging.AFTER:
            assert told["has_more"] is more, (text, told)
        elif kind.envelope:
            assert told[kind.total] == len(rows), (text, told)
        elif kind.total:
            assert headers[kind.total] == str(len(rows)), (text, headers)

    def _parent(self, data: st.DataObject, kind: Kind) -> Any:
        """What a new thing of a kind is to be in: None at the top, ``_NONE`` where there is nothing yet."""
        if kind.parent is None:
            return None
        there = [row for row in self.plain.rows + self.plain.gone if row.kind is kind.parent]
        return data.draw(st.sampled_from(there)) if there else _NONE

    def _now(self, row: Row) -> Row:
        """The row that has the id now: a client may have given it to another thing."""
        return (self.plain.named(row.kind, row.id) or row) if row.kind.names is not None else row

    def _agree(self, user: int, row: Row, answer: tuple[int, Any, Any]) -> None:
        status, told, _ = answer
        row = self._now(row)
        if self.plain.sees(user, row):
            assert (status, told) == (200, row.values), (status, told, row.values)
        else:
            assert status in _ABSENT, (status, told)


_NONE = object()


def _path(template: str, row: Row | None) -> str:
    return template.format(*(quote(str(each), safe="") for each in (row.path if row else ())))


def _encoded(kind: Kind, body: dict[str, Any], method: str = "POST") -> tuple[str, str]:
    if not kind.form:
        return json.dumps(body), "application/merge-patch+json" if method == "PATCH" else "application/json"
    pairs: dict[str, Any] = {}
    for name, value in body.items():
        inner = {f"{name}[{key}]": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        pairs |= inner
    return urlencode(pairs), "application/x-www-form-urlencoded"


def _spelled(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, bool) else value
