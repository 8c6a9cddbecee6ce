"""Each rule of the gateway: a request that it holds back, and one much like it that it lets through."""

from __future__ import annotations

import ast
import inspect
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from account_server import Account
from through import FAST, Through, through

from contracts.conformance.events import HELD_BACK, STOPPED
from contracts.live import guard
from contracts.live.gateway import UNREADABLE
from contracts.live.listening import listening
from contracts.live.profile import Budget, Writes

NOTE = {"title": "a note of this run", "text": "x", "stars": 1}
PAGE = Path(__file__).parents[3] / "docs" / "live.md"


def mine(send: Through) -> int:
    return send.created("/notes", NOTE)


def over_the_wire(send: Through, sent: bytes) -> str:
    """The rule by which bytes are held back."""
    with listening(send.gateway) as url, socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as engine:
        engine.sendall(sent)
        told = b"".join(iter(lambda: engine.recv(65_536), b""))
    found = re.search(rb"\r\n%s: ([a-z-]+)\r\n" % HELD_BACK.encode(), told)
    return found[1].decode() if found else ""


@dataclass(frozen=True)
class Pair:
    """What holds a request back, and what lets one through, both by the rule that they are held back by."""

    held: Callable[[Through], str]
    sent: Callable[[Through], str]
    writes: Writes = Writes.OWNED
    budget: Budget = FAST
    more: Mapping[str, Any] = field(default_factory=dict)


RULES = {
    "read-only": Pair(
        lambda send: send.rule("POST", "/notes", NOTE), lambda send: send.rule("GET", "/notes"), Writes.NONE
    ),
    "not-owned": Pair(
        lambda send: send.rule("DELETE", "/notes/1"), lambda send: send.rule("DELETE", f"/notes/{mine(send)}")
    ),
    "cannot-be-undone": Pair(
        lambda send: send.rule("POST", "/events", {}), lambda send: send.rule("POST", "/notes", NOTE)
    ),
    "names-another": Pair(
        lambda send: send.rule("PUT", f"/notes/{mine(send)}", {**NOTE, "id": 1}),
        lambda send: send.rule("PUT", f"/notes/{(own := mine(send))}", {**NOTE, "id": own}),
    ),
    "disguised": Pair(
        lambda send: send.rule("POST", "/notes", NOTE, X_HTTP_Method_Override="DELETE"),
        lambda send: send.rule("POST", "/notes", NOTE, X_Request_Id="1"),
    ),
    "not-documented": Pair(
        lambda send: send.rule("PATCH", f"/notes/{mine(send)}", NOTE),
        lambda send: send.rule("PUT", f"/notes/{mine(send)}", NOTE),
    ),
    "dangerous": Pair(
        lambda send: send.rule("GET", "/logout"),
        lambda send: send.rule("POST", "/notes/1/publish"),
        more={"allow": ("publishNote",)},
    ),
    "denied": Pair(
        lambda send: send.rule("GET", "/me"), lambda send: send.rule("GET", "/notes"), more={"deny": ("GET /me",)}
    ),
    "log-in": Pair(
        lambda send: send.rule("POST", "/login", {"email": "max@example.org", "password": "wrong"}),
        lambda send: send.rule("GET", "/me"),
    ),
    "unreadable": Pair(
        lambda send: over_the_wire(send, b"GET /v1/notes HTTP/9\r\n\r\n"),
        lambda send: over_the_wire(send, b"GET /v1/notes HTTP/1.1\r\nConnection: close\r\n\r\n"),
    ),
    "stopped": Pair(
        lambda send: [send.rule("GET", "/notes") for _ in range(3)][-1],
        lambda send: send.rule("GET", "/notes"),
        budget=Budget(per_second=5_000, requests=2),
    ),
}


@pytest.mark.parametrize(("rule", "pair"), RULES.items(), ids=RULES)
def test_a_rule_holds_back_what_it_is_for_and_nothing_beside_it(rule: str, pair: Pair, tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path, pair.writes, pair.budget, **pair.more) as send:
        assert pair.sent(send) == ""
        seen = account.seen.total()
        assert pair.held(send) == rule
        assert account.seen.total() <= seen + 1, "what is held back never leaves: at most what it needed was made"


def test_every_rule_has_both() -> None:
    told = PAGE.read_text("utf-8").partition("| rule | holds back |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", told, re.MULTILINE)) == RULES.keys()
    assert {*_said(), STOPPED, UNREADABLE} == RULES.keys()


def _said() -> Iterator[str]:
    """The rules that the guard names: what a decision begins with, and the first of two texts that are returned."""
    for node in ast.walk(ast.parse(inspect.getsource(guard))):
        match node:
            case ast.Call(func=ast.Name(id="Decision"), args=[ast.Constant(value=str(rule)), *_]):
                yield rule
            case ast.Tuple(elts=[ast.Constant(value=str(rule)), _]) if rule:
                yield rule
