"""What the gateway lets through to a server, what it holds back, and what it writes down."""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from account_server import DOCUMENT, Account, serving
from through import through

from contracts.live import account as accounts
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.ledger import FILE, Ledger, State
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.upstream import Unanswered, Upstream
from specs.inference.kinds import Kind
from specs.load import from_mapping
from specs.messages import Request, Response

NOTE = {"title": "a note of this run", "text": "x", "stars": 1}
HELD: list[tuple[str, str, Any, str]] = [
    ("DELETE", "/notes/1", None, "not-owned"),
    ("PUT", "/notes/1", NOTE, "not-owned"),
    ("PUT", "/me", {"email": "other@example.org"}, "not-owned"),
    ("POST", "/notebooks/1/notes", NOTE, "not-owned"),
    ("POST", "/login", {"email": "max@example.org", "password": "wrong"}, "log-in"),
    ("POST", "/signup", {"email": "a@example.org"}, "dangerous"),
    ("POST", "/notes/1/publish", None, "dangerous"),
    ("GET", "/logout", None, "dangerous"),
    ("POST", "/audit", {}, "not-owned"),
    ("POST", "/events", {}, "cannot-be-undone"),
    ("DELETE", "/notes", None, "not-documented"),
    ("PATCH", "/notes/1", {}, "not-documented"),
    ("TRACE", "/notes/1", None, "not-documented"),
    ("GET", "/elsewhere", None, "not-documented"),
    ("DELETE", "/elsewhere", None, "not-documented"),
    ("DELETE", "/notes/..%2f1", None, "disguised"),
    ("DELETE", "/notes/%31", None, "disguised"),
    ("DELETE", "/notes/1;x=2", None, "disguised"),
    ("DELETE", "/notes/1?id=2", None, "disguised"),
    ("POST", "/notes", {**NOTE, "_method": "DELETE"}, "disguised"),
]


@pytest.mark.parametrize(("method", "path", "body", "rule"), HELD, ids=lambda each: str(each)[:30])
def test_a_request_that_could_harm_is_held_back(method: str, path: str, body: Any, rule: str, tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        assert send.rule(method, path, body) == rule
    assert account.seen == {("POST", "/v1/login"): 1}, "and the log-in"
    assert account.dump() == account.before


def test_only_what_the_run_created_is_changed_and_deleted(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        mine = send.created("/notes", NOTE)
        assert send.rule("PUT", f"/notes/{mine}", NOTE) == ""
        assert send.rule("PUT", f"/notes/{mine}", {**NOTE, "id": 1}) == "names-another"
        assert send.rule("PUT", f"/notes/{mine}", NOTE, X_HTTP_Method_Override="DELETE") == "disguised"
        assert send.rule("DELETE", f"/notes/{mine}") == ""
        assert send.rule("DELETE", f"/notes/{mine}") == "not-owned", "another may have the id by now"
        assert account.dump() == account.before


def test_what_is_created_in_something_of_ours_is_ours(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        book = send.created("/notebooks", {"name": "a new notebook"})
        note = send.created(f"/notebooks/{book}/notes", NOTE)
        assert send.rule("PUT", f"/notes/{note}", {**NOTE, "stars": 5}) == ""
        cleaned = send.clean()
    assert (cleaned.gone, cleaned.left) == (2, ())
    assert account.dump() == account.before


@pytest.mark.parametrize(("id_", "rule"), [(1, "not-owned"), (700, "")])
def test_a_creation_with_an_id_must_be_new(id_: int, rule: str, tmp_path: Path) -> None:
    with through(Account(), tmp_path) as send:
        assert send.rule("POST", "/notes", {**NOTE, "id": id_}) == rule


def test_a_creation_is_on_disk_before_it_is_sent(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        account.look = lambda: found.append(states(tmp_path))
        found: list[list[str]] = []
        send.created("/notes", NOTE)
        assert found == [["sent"]]
        assert send.ledger._base.execute("pragma synchronous").fetchone() == (2,), "not in memory alone"
        assert states(tmp_path) == ["made"]


def states(folder: Path) -> list[str]:
    """As another process sees them."""
    base = sqlite3.connect(folder / FILE)
    rows = base.execute("select state from creation").fetchall()
    base.close()
    return [state for (state,) in rows]


@pytest.mark.parametrize("mood", ["twice", "late"])
def test_what_was_created_twice_or_without_an_answer_is_found_again(mood: str, tmp_path: Path) -> None:
    account = Account(mood=mood)
    with through(account, tmp_path) as send:
        for number in range(3):
            send("POST", "/notes", {**NOTE, "stars": number % 2})
        send("POST", "/notebooks", {"name": "a new notebook"})
        send("POST", "/notes", {"title": "short"})
        assert account.dump() != account.before
        account.mood = ""
        account.notes[900] = {"id": 900, "title": "somebody else's, made meanwhile"}
        cleaned = send.clean()
        assert cleaned.left == ()
    del account.notes[900]
    assert account.dump() == account.before


def test_what_has_the_id_of_something_that_is_gone_is_found_all_the_same(tmp_path: Path) -> None:
    account = Account(mood="twice")
    with through(account, tmp_path) as send:
        for _ in range(2):  # the server counts on from the highest id that is there
            send("POST", "/notes", NOTE)
            assert send.clean().left == ()
            assert account.dump() == account.before
    assert account.deleted == [9, 8] * 2


def test_what_cannot_be_told_from_others_is_left_for_a_person(tmp_path: Path) -> None:
    account = Account(mood="late")
    with through(account, tmp_path) as send:
        send("POST", "/notes", NOTE)
        account.mood = ""
        account.notes[8]["title"] = "changed by the server"
        (left,) = send.clean().left
    assert (left.operation, left.item) == ("POST /notes", None)
    assert 8 in account.notes


def test_what_cannot_be_deleted_is_left_for_a_person_with_its_address(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        mine = send.created("/notes", NOTE)
        account.mood = "stuck"
        (left,) = send.clean().left
        url = send.open.profile.url
    assert (left.address, left.told) == (f"/v1/notes/{mine}", "DELETE was answered 409")
    assert send.said[-2:] == [
        f"left behind: /notes/{{id}} {mine}: DELETE was answered 409",
        f'  curl -X DELETE {url}/notes/{mine} -H "Authorization: Bearer $TOKEN"',
    ]


def test_what_was_created_last_is_deleted_first(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        book = send.created("/notebooks", {"name": "a new notebook"})
        notes = [send.created(f"/notebooks/{book}/notes", NOTE) for _ in range(2)]
        send.clean()
    assert account.deleted == [*reversed(notes), book]


def test_a_token_that_expires_is_renewed(tmp_path: Path) -> None:
    account = Account(lifetime=5)
    with through(account, tmp_path) as send:
        answers = [send("GET", "/notes") for _ in range(30)]
        assert send.gateway._spending.requests == 30 + 5 * 2, "and five log-ins, after each of which it is asked again"
    assert {each.status for each in answers if isinstance(each, Response)} == {200}
    assert account.seen["POST", "/v1/login"] == 6


def test_log_ins_are_within_the_budget(tmp_path: Path) -> None:
    account = Account(lifetime=1)
    with through(account, tmp_path, Writes.NONE, Budget(per_second=5_000, requests=20)) as send:
        for _ in range(20):
            send("GET", "/notes")
        assert send.gateway.stopped == "the budget of 20 requests is spent"
    assert sum(account.seen.values()) == 20 + 1, "and the first log-in"


def test_an_account_that_refuses_itself_is_left_alone(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        account.lifetime = 0
        rules = [send.rule("GET", "/me") for _ in range(40)]
    assert rules[-1] == "stopped"
    assert account.seen["POST", "/v1/login"] <= 4
    assert account.seen["GET", "/v1/me"] <= 25


def test_redirects_lead_nowhere(tmp_path: Path) -> None:
    account, other = Account(mood="elsewhere"), Account()
    with serving(other) as there, through(account, tmp_path, other=int(there.split(":")[2].split("/")[0])) as send:
        answer = send("GET", "/notes")
    assert isinstance(answer, Response)
    assert answer.status == 307
    assert not other.seen


def test_a_server_that_wants_to_be_asked_later_is_asked_later(tmp_path: Path) -> None:
    account = Account(mood="busy")
    waits: list[float] = []
    with through(account, tmp_path) as send:
        send.gateway._spending._sleep = waits.append
        for _ in range(8):
            send("GET", "/notes")
    assert max(waits) > 0.9


@pytest.mark.parametrize(
    ("budget", "mood", "reason"),
    [
        (Budget(per_second=5_000, requests=7), "", "the budget of 7 requests is spent"),
        (Budget(per_second=5_000, errors=3), "broken", "3 errors in a row"),
        (Budget(per_second=5_000, megabytes=0.001), "", "the budget of 0.001 MB is spent"),
        (Budget(per_second=5_000, seconds=1e-9), "", "the budget of 1e-09 seconds is spent"),
    ],
)
def test_a_budget_is_kept(budget: Budget, mood: str, reason: str, tmp_path: Path) -> None:
    account = Account(mood=mood)
    with through(account, tmp_path, Writes.NONE, budget) as send:
        for _ in range(20):
            send("GET", "/notes")
        assert send.gateway.stopped == reason
    assert account.seen["GET", "/v1/notes"] <= 10
    if budget.requests == 7:
        assert account.seen["GET", "/v1/notes"] == 7


def test_the_profile_can_deny_and_allow(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path, deny=("listNotes", "GET /me"), allow=("publishNote",)) as send:
        assert send.rule("GET", "/notes") == "denied"
        assert send.rule("GET", "/me") == "denied"
        assert send.rule("POST", "/notes/1/publish") == ""
    assert account.published == {1}


def test_everything_that_the_document_has_is_open_when_it_is_said(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path, Writes.OPEN) as send:
        assert send.rule("DELETE", "/notes/1") == ""
        assert send.rule("POST", "/signup", {}) == "dangerous"
        assert send.rule("DELETE", "/notes") == "not-documented"
    assert 1 not in account.notes


def test_the_engine_sees_masks_and_the_server_what_they_stand_for(tmp_path: Path) -> None:
    account = Account(mood="leaky")
    with through(account, tmp_path) as send:
        mine = send.created("/notes", NOTE)
        answer = send("GET", f"/notes/{mine}")
        assert isinstance(answer, Response)
        told = answer.body.decode() + str(answer.headers)
        assert not any(secret in told for secret in account.secrets)
        mask = json.loads(answer.body)["shareSecret"]
        assert send.rule("PUT", f"/notes/{mine}", {**NOTE, "text": mask}) == ""
        assert account.notes[mine]["text"] in account.secrets, "the server gets what it gave"


def test_a_server_that_is_away_is_no_answer_of_its_own(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        account.mood = "silent"
        assert isinstance(send("GET", "/notes"), Unanswered)


def test_a_header_field_that_servers_read_in_several_ways_is_held_back(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        for value in ("y\r\nX: z", "y\nDELETE /v1/notes/1 HTTP/1.1", "y\0"):
            assert send.rule("GET", "/notes", X_Odd=value) == "disguised"
    assert ("GET", "/v1/notes") not in account.seen


def test_what_is_no_request_is_counted_as_held_back(tmp_path: Path) -> None:
    with through(Account(), tmp_path) as send:
        assert send.gateway.refuse("It is none.").status == 403
        assert send.gateway.counts.held == {("", "unreadable"): 1}


def test_a_ledger_that_cannot_be_written_stops_the_run(tmp_path: Path) -> None:
    account = Account()
    with through(account, tmp_path) as send:
        send.ledger.close()
        assert isinstance(send("POST", "/notes", NOTE), Unanswered)
        assert send.gateway.stopped.endswith(
            "ledger.db: the ledger cannot be used: Cannot operate on a closed database."
        )
        assert send.rule("GET", "/notes") == "stopped"
    assert account.dump() == account.before


def test_a_ledger_that_is_opened_again_knows_what_is_ours(tmp_path: Path) -> None:
    with through(Account(), tmp_path) as send:
        mine = send.created("/notes", NOTE)
        again = Ledger(tmp_path / FILE)
        (creation,) = again.creations(State.MADE)
        assert creation.item is not None
        assert creation.item.values == (str(mine),)
        assert again.owns(creation.item)
        again.close()


def test_an_operation_that_refuses_fresh_tokens_costs_one_log_in_and_expiry_is_still_noticed(tmp_path: Path) -> None:
    account = Account(lifetime=12, refusing=frozenset({"/v1/me"}))
    with through(account, tmp_path) as send:
        for _ in range(20):
            send("GET", "/me")
            answer = send("GET", "/notes")
            assert isinstance(answer, Response)
            assert answer.status == 200
        assert send.gateway.stopped == ""
    assert account.seen["POST", "/v1/login"] <= 6, "one for the operation, and one for each twelve requests"


def test_a_second_log_in_is_held_back_too() -> None:
    raw = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    raw["paths"]["/sessions"] = {"post": {**raw["paths"]["/login"]["post"], "operationId": "begin"}}
    document = from_mapping(raw)
    guard = Guard(document, Items(document, "/v1"), Profile(name="x", url="", writes=Writes.OPEN), lambda _: True)
    assert [guard.operation(document.by_key[f"POST /{path}"]).rule for path in ("login", "sessions")] == ["log-in"] * 2


def test_a_creation_at_the_address_of_an_item_must_be_new() -> None:
    raw = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    raw["paths"]["/notes/{id}"]["post"] = {**raw["paths"]["/notes"]["post"], "operationId": "createNoteAt"}
    document = from_mapping(raw)
    items = Items(document, "/v1")
    guard = Guard(document, items, Profile(name="x", url="", writes=Writes.OWNED), lambda _: False)
    body = json.dumps(NOTE).encode()
    decision = guard.judge(Request("POST", "/v1/notes/1", "", (("Content-Type", "application/json"),), body))
    assert items.roles.of(document.by_key["POST /notes/{id}"]).kind is Kind.CREATE
    assert str(decision.must_be_new) == "/notes/{id} 1"


def test_a_second_account_changes_only_what_the_run_created(tmp_path: Path) -> None:
    account = Account(mood="trusting")
    with through(account, tmp_path, Writes.OPEN, other_user=True) as send:
        mine = send.created("/notes", NOTE)
        assert send.rule("DELETE", "/notes/1", who=send.others) == "not-owned"
        assert send.rule("POST", "/notes", NOTE, who=send.others) == "not-owned"
        assert send.rule("GET", "/notes/1", who=send.others) == ""
        assert send.rule("DELETE", f"/notes/{mine}", who=send.others) == ""
        send.clean()
    assert account.dump() == account.before


def test_what_was_created_after_nobody_waited_any_more_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "Upstream", partial(Upstream, most_seconds=0.3))
    account = Account(mood="slow")
    with through(account, tmp_path) as send:
        answer = send("POST", "/notes", NOTE)
        assert isinstance(answer, Unanswered)
        assert states(tmp_path) == ["sent"]
        account.go_on.set()
        account.mood = ""
        assert account.answered.acquire(timeout=20)
        assert account.dump() != account.before
        assert send.clean().left == ()
    assert account.dump() == account.before
