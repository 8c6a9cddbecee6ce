"""What the mocks remember, to be looked at, changed and put back; and what they take their operations to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.console.controlling import controlled
from mockserver.console.forms import Form
from mockserver.console.policy import guarded
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from mockserver.pipeline import Mock
from mockserver.state.inferred import inferred
from mockserver.state.store import Item, Key
from specs.messages import Response

PAGE = "console/state"
_FEW, _MANY = 10, 50
"""Items that are shown of a table among others, and of one that is shown alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Items of one kind, of one subject.

    Attributes:
        mock: the name of whose they are.
        key: as the store has it, in JSON.
        subject: on whose behalf they were made; empty for nobody's.
        kind: the path that leads to them, or what they are called.
        items: those that are shown, the newest first.
        count: how many there are.
        gone: how many were taken away.
    """

    mock: str
    key: str
    subject: str
    kind: str
    items: list[Item]
    count: int
    gone: int


def show(visit: Visit) -> Response:
    """What is remembered."""
    asked = visit.query.get("mock"), visit.query.get("table")
    alone = all(asked)
    start = int(visit.query["from"]) if visit.query.get("from", "").isdecimal() else 0
    tables = list(_tables(visit, start if alone else 0, _MANY if alone else _FEW))
    return visit.render(
        "state.html",
        tables=[each for each in tables if (each.mock, each.key) == asked] if alone else tables,
        alone=alone,
        start=start,
        many=_MANY,
        snapshots=visit.world.snapshots.names,
        mocks=visit.world.mocks,
        json=_json,
    )


def _tables(visit: Visit, start: int, most: int) -> Iterator[Table]:
    for name, snapshot in visit.world.snapshots.take().items():
        for key in sorted({*snapshot.tables, *snapshot.gone}):
            items = list(snapshot.tables.get(key, {}).values())[::-1]
            gone = len(snapshot.gone.get(key, ()))
            if items or gone:
                shown = items[start : start + most]
                yield Table(name, json.dumps(key), key[0], " ".join(key[1:]), shown, len(items), gone)


def _json(values: object) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False)


def explained(visit: Visit) -> Response:
    """What the operations of each document are taken to do, and why."""
    told = [(mock, list(inferred(mock.document, mock.state.roles))) for mock in visit.world.mocks]
    return visit.render("inferred.html", told=told)


def saved(visit: Visit) -> Response:
    """All that is remembered, as ``PUT /snapshot`` takes it."""
    text = json.dumps(controlled(visit, "GET", "/snapshot"), indent=1)
    headers = (("Content-Disposition", 'attachment; filename="snapshot.json"'),)
    return guarded(200, "application/json", text.encode(), headers=headers)


def put_item(visit: Visit, form: Form) -> None:
    """Keep an item as it is written. Raises MockError: it is no object, or there is no such mock."""
    mock, key = _meant(visit, form)
    values = form.json("values")
    if not isinstance(values, dict):
        raise MockError("values: what is kept is an object of JSON")
    store, identity = mock.state.store, form.demanded("id")
    with mock.state.transaction():
        known = store.get(key, identity) or Item(identity, {})
        store.put(key, known._replace(values=values))


def drop_item(visit: Visit, form: Form) -> None:
    """Take an item away. Raises MockError: it is not there."""
    mock, key = _meant(visit, form)
    with mock.state.transaction():
        if mock.state.store.remove(key, form.demanded("id")) is None:
            raise MockError("there is no such item any more")


def put_back(visit: Visit, form: Form) -> None:
    """Remember what a file or a text holds, and nothing else. Raises MockError: it is no snapshot of these mocks."""
    controlled(visit, "PUT", "/snapshot", form.json("snapshot"))


def _meant(visit: Visit, form: Form) -> tuple[Mock, Key]:
    found = next((mock for mock in visit.world.mocks if mock.name == form.text("mock")), None)
    key = form.json("table")
    if found is None or not (isinstance(key, list) and len(key) > 1 and all(isinstance(each, str) for each in key)):
        raise MockError("there is no such table any more")
    return found, tuple(key)
