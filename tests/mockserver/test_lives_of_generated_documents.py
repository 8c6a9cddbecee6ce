"""Whatever habits a document has: what is made can be read, listed and changed, and is gone once it is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import count
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from hypothesis import given, note, settings
from nested_documents import Habit, document, habits

from mockserver.app import create_app
from specs.inference.kinds import Kind
from specs.inference.roles import Roles
from specs.load import from_mapping

CHANGES = {"PUT": Kind.REPLACE, "PATCH": Kind.PATCH, "POST": Kind.PATCH}


class Client:
    """Speaks to the mock of a document as its habit has it."""

    def __init__(self, raw: dict[str, Any], habit: Habit) -> None:
        self._app, self._habit, self.location = create_app(from_mapping(raw)).test_client(), habit, ""

    def ask(self, method: str, path: str, sent: Any = None, **names: Any) -> tuple[int, Any]:
        """The status of an answer, and its body."""
        habit = self._habit
        values = {**{f"{each}Id": f"{each}1" for each in habit.parents}, **names}
        filled = reduce(lambda text, pair: text.replace(f"{{{pair[0]}}}", str(pair[1])), values.items(), path)
        body = reduce(lambda value, member: {member: value}, reversed(habit.sent), sent)
        answer = self._app.open(habit.base + filled, method=method, json=body if sent is not None else None)
        self.location = answer.headers.get("Location", "")
        return answer.status_code, answer.get_json(silent=True)

    def made(self, **sent: Any) -> tuple[str, dict[str, Any]]:
        """What names a new thing in paths, and the thing."""
        status, body = self.ask("POST", self._habit.collection, sent)
        assert status == 201, body
        name = unquote(self.location.rpartition("/")[2])
        found: dict[str, Any] = self.read(name)[1] if self._habit.silent else _reached(body, self._habit.alone)
        assert found.get(self._habit.id, name) in (name, int(name) if name.isdecimal() else name)
        return name, found

    def read(self, name: Any) -> tuple[int, Any]:
        """The status, and the thing of a name where there is one."""
        status, body = self.ask("GET", self._habit.item, **{self._habit.parameter: name})
        return status, _reached(body, self._habit.alone) if status == 200 else None

    def listed(self) -> list[dict[str, Any]]:
        """All of them."""
        status, body = self.ask("GET", self._habit.collection)
        assert status == 200, body
        return [_reached(each, self._habit.entry) for each in _reached(body, self._habit.listed)]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(habits())
def test_a_thing_lives_as_its_operations_say(habit: Habit) -> None:
    raw = document(habit)
    note(f"{habit.collection} {habit.item}")
    _demand_understood(raw, habit)
    client, chosen = Client(raw, habit), _chosen(habit)
    other_name, other = client.made(title="Other", size=1, **next(chosen))
    name, thing = client.made(title="First", size=2, **next(chosen))
    own = {} if habit.where == "address" else {habit.id: thing[habit.id]}
    assert thing == {**own, "title": "First", "size": 2}
    assert client.read(name) == (200, thing)
    assert client.listed() == [other, thing]
    sent = {"title": "Second", "size": 3}
    status, body = client.ask(habit.change, habit.item, sent, **{habit.parameter: name})
    assert body is None if habit.silent else _reached(body, habit.alone) == {**own, **sent}
    assert status == (204 if habit.silent else 200)
    assert client.read(name) == (200, {**own, **sent})
    assert client.listed() == [other, {**own, **sent}]
    assert client.ask("DELETE", habit.item, **{habit.parameter: name})[0] == 204
    assert client.read(name) == (404, None)
    assert client.listed() == [other]
    assert client.read(other_name) == (200, other)


def _chosen(habit: Habit) -> Iterator[dict[str, Any]]:
    """What a client says that its things are called, where it does."""
    for number in count(7):
        told = {"integer": number, "text": f"t-{number}", "uuid": str(UUID(int=number))}
        yield {habit.id: told[habit.kind]} if habit.where == "chosen" else {}


def _demand_understood(raw: dict[str, Any], habit: Habit) -> None:
    """All operations do to one resource what they were made for."""
    roles, one = Roles(from_mapping(raw)), from_mapping(raw)
    found = {operation.key: roles.of(operation) for operation in one.operations}
    wanted = {
        f"GET {habit.collection}": Kind.LIST,
        f"POST {habit.collection}": Kind.CREATE,
        f"GET {habit.item}": Kind.READ,
        f"{habit.change} {habit.item}": CHANGES[habit.change],
        f"DELETE {habit.item}": Kind.DELETE,
    }
    assert {key: role.kind for key, role in found.items()} == wanted
    assert len({id(role.resource) for role in found.values()}) == 1


def _reached(body: Any, members: tuple[str, ...]) -> Any:
    return reduce(lambda value, member: value[member], members, body)
