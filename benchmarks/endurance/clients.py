"""Clients that know what is to be there: each drives some worlds of a mock, and tells whatever is otherwise."""

from __future__ import annotations

import http.client
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CONTROL = "/__ringback"
ITEMS = "/api/users/me/clients"
ONE = "/api/clients/{}"
_MENDED = 0.05
"""How likely a fault ends with the next request."""
MOST = 150
"""Items that a world has before some of them go."""


class Line:
    """A connection that is kept; one that a server closed while it was idle is opened anew."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a request."""
        fields = {"Content-Type": "application/json"} if body is not None else {}
        sent = json.dumps(body) if body is not None else None
        for last in (False, True):
            reused = self._connection.sock is not None
            try:
                self._connection.request(method, path, sent, {**fields, **(headers or {})})
                response = self._connection.getresponse()
                return Answer(response.status, response.read(), response.headers.get("Content-Type", ""))
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._connection.close()
                if last or not reused:
                    raise
        raise AssertionError

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    kind: str

    @property
    def json(self) -> Any:
        """Its value."""
        return json.loads(self.body)


@dataclass
class Tally:
    """What was done by all clients, and what came of it."""

    done: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    asked_for: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        """How many there were."""
        return self.statuses.total()


class World:
    """A mock, or a session of one, and what is to be in it.

    Args:
        lines: the ways to it; one is drawn for each request.
        control: the way to its control interface.
        session: its name; empty for the mock itself.
    """

    def __init__(self, lines: list[Line], control: Line, session: str, tally: Tally, chance: random.Random) -> None:
        self.lines, self.control, self.session, self._tally, self._chance = lines, control, session, tally, chance
        self.items: dict[Any, str] = {}
        self.kept: dict[Any, str] | None = None
        self.gone: list[Any] = []
        self.failing = False
        self._token, self._count = "", 0
        if session:  # it begins as the mock is then
            self.command("DELETE", "/faults/endured", expected=(204, 404))
            self.reset()
        self.log_in()

    def act(self) -> None:
        """Do one thing, drawn by its weight."""
        if self.failing and self._chance.random() < _MENDED:
            self.mend()
        (name,) = self._chance.choices(list(_ACTS), [weight for weight, _ in _ACTS.values()])
        self._tally.done[name] += 1
        _ACTS[name][1](self)

    def ask(self, method: str, path: str, body: Any = None, *, expected: int) -> Answer | None:
        """The answer that is expected; None for a failure that was asked for, and for what is wrong, which is told."""
        answer = self._chance.choice(self.lines).ask(method, path, body, self._fields(self._token))
        self._tally.statuses[answer.status] += 1
        if answer.status == expected:
            return answer
        if self.failing and answer.status == 503:
            self._tally.asked_for += 1
        else:
            self.tell(f"{method} {path.partition('?')[0].rstrip('0123456789')}: {answer.status} for {expected}")
        return None

    def tell(self, what: str) -> None:
        """Something is not as it should be."""
        self._tally.wrong[what] += 1

    def command(self, method: str, path: str, body: Any = None, expected: tuple[int, ...] = (200, 201, 204)) -> None:
        """Ask the control interface."""
        answer = self.control.ask(method, CONTROL + path, body, self._fields(""))
        self._tally.statuses[answer.status] += 1
        if answer.status not in expected:
            self.tell(f"control {method} {path}: {answer.status} {answer.body[:120]!r}")

    def log_in(self) -> None:
        """Get a token."""
        was, self._token = self._token, ""
        answer = self.ask("POST", "/api/authenticate", {"email": "ann@example.org", "password": "x"}, expected=200)
        self._token = answer.json["id_token"] if answer else was

    def _fields(self, token: str) -> dict[str, str]:
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        return {**fields, "Ringback-Session": self.session} if self.session else fields

    def _one(self) -> Any:
        return self._chance.choice(list(self.items)) if self.items else None

    def create(self) -> None:
        """Create an item."""
        self._count += 1
        name = f"client {self._count} ä"
        if answer := self.ask("POST", ITEMS, {"name": name}, expected=201):
            made = answer.json
            if made["id"] in self.items or made["id"] in self.gone:
                self.tell("an id was given twice")
            self.items[made["id"]] = name

    def read(self) -> None:
        """Read one."""
        if (key := self._one()) is None:
            return
        answer = self.ask("GET", ONE.format(key), expected=200)
        if answer and answer.json["name"] != self.items[key]:
            self.tell("an item was read with another value")

    def update(self) -> None:
        """Replace one."""
        if (key := self._one()) is None:
            return
        name = f"changed {self._chance.random()}"
        if self.ask("PUT", ONE.format(key), {"name": name}, expected=200):
            self.items[key] = name

    def delete(self) -> None:
        """Delete one, or as many as there are too many."""
        for _ in range(max(1, len(self.items) - MOST)):
            if (key := self._one()) is not None and self.ask("DELETE", ONE.format(key), expected=204):
                del self.items[key]
                self.gone = [*self.gone[-50:], key]

    def read_gone(self) -> None:
        """Read one that was deleted."""
        if self.gone:
            self.ask("GET", ONE.format(self._chance.choice(self.gone)), expected=404)

    def list_all(self) -> None:
        """Read the whole list, page by page."""
        found: list[Any] = []
        for page in range(100):
            answer = self.ask("GET", f"{ITEMS}?page={page}&size=100", expected=200)
            if answer is None:
                return
            found += [(each["id"], each["name"]) for each in answer.json]
            if len(answer.json) < 100:
                break
        if not self.items.items() <= dict(found).items():
            self.tell("a list lacks what was created")
        if {key for key, _ in found} & set(self.gone):
            self.tell("a list has what was deleted")

    def invalid(self) -> None:
        """Send what the document does not have."""
        self.ask("POST", ITEMS, {"name": 7}, expected=400)

    def fail(self) -> None:
        """Have some calls fail from now on."""
        if not self.failing:
            self.failing = True
            self.command("POST", "/faults", {"name": "endured", "status": 503, "probability": 0.3})

    def mend(self) -> None:
        """Have no more calls fail."""
        self.command("DELETE", "/faults/endured")
        self.failing = False

    def keep(self) -> None:
        """Keep what is remembered."""
        self.command("PUT", "/snapshots/endured")
        self.kept = dict(self.items)

    def restore(self) -> None:
        """Have it remembered again, and nothing else."""
        if self.kept is not None:
            self.command("POST", "/snapshots/endured")
            self.items, self.gone = dict(self.kept), []

    def reset(self) -> None:
        """Have all of it forgotten."""
        self.command("POST", "/reset", {"only": ["state", "counters", "seed"]})
        self.items, self.gone = {}, []

    def look(self) -> None:
        """Look at what the mock tells of itself."""
        for path in ("/metrics", "/journal?limit=20", "/documents", "/health"):
            self.command("GET", path)


_ACTS: Mapping[str, tuple[float, Callable[[World], None]]] = {
    "create": (20, World.create),
    "read": (30, World.read),
    "update": (10, World.update),
    "delete": (14, World.delete),
    "read what is gone": (5, World.read_gone),
    "list": (6, World.list_all),
    "invalid": (5, World.invalid),
    "log in": (3, World.log_in),
    "fault": (0.5, World.fail),
    "keep a snapshot": (0.5, World.keep),
    "restore it": (0.3, World.restore),
    "reset": (0.2, World.reset),
    "journal, metrics": (1, World.look),
}
"""What is done: its weight, and how."""
