"""What is written as it comes: journals, ledgers, recordings, state."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crash_row import STORY, Files, Row, Say, well_formed

from contracts.live.items import Item
from contracts.live.ledger import Ledger, State
from contracts.runs import journal
from contracts.runs.journal import Journal, Line
from mockserver.app import HOST, create_app
from mockserver.hosts.hosting import Host
from mockserver.settings import Settings
from ringback import recording
from specs import load
from specs.messages import Request


def _journal(say: Say) -> None:
    file = Path(journal.FILE)
    journal.begin(file, {"run": "x"})
    say("began")
    written = Journal(file)
    for number in range(4):
        written.write(Line.FINDING, {"number": number, "text": "secret " * 3000})
        say(str(number))
    written.rewrite(lambda text: text.replace("secret", "hidden"))
    say("rewritten")
    written.write(Line.ENDED, {"number": "x"})
    say("ended")
    written.close()


def _journal_wrong(files: Files, _: Files, said: list[str]) -> str:
    if not said and not files:
        return ""
    lines = files.get(journal.FILE, b"").split(b"\n")[:-1]
    told = [json.loads(line) for line in lines]
    kept = ["began", *(str(each["number"]) for each in told[1:] if each["line"] == Line.FINDING)]
    kept += ["rewritten"] if b"secret" not in files.get(journal.FILE, b"") else []
    kept += ["ended"] if told and told[-1]["line"] == Line.ENDED else []
    return f"acknowledged and lost: {lost}" if (lost := [each for each in said if each not in kept]) else ""


def _ledger(say: Say) -> None:
    ledger = Ledger(Path("ledger.db"))
    for number in range(6):
        made = ledger.intend(f"POST /{number}", (), "{}")
        say(f"sent {number}")
        ledger.settle(made, State.MADE, Item("things", (str(number),)))
        say(f"made {number}")
    ledger.close()


def _ledger_wrong(files: Files, _: Files, said: list[str]) -> str:
    with opened(files, "ledger.db") as base:
        rows = base.execute("select operation, state from creation").fetchall() if said else []
    kept = [f"{state} {operation[6:]}" for operation, state in rows]
    kept += [f"sent {operation[6:]}" for operation, _ in rows]
    return f"acknowledged and lost: {lost}" if (lost := [each for each in said if each not in kept]) else ""


def _host(state: str | None = None) -> Host:
    host: Host = create_app(load(str(STORY)), Settings(seed=1, state=state)).extensions[HOST]
    return host


def _made(host: Host, number: int) -> str:
    body = json.dumps({"name": f"p{number}"}).encode()
    fields = (("content-type", "application/json"), ("host", "x"))
    answer = host.answer(Request("POST", "/projects", "", fields, body))
    assert answer.response.status == 201, answer.response.body
    return str(json.loads(answer.response.body)["id"])


def _state(say: Say) -> None:
    host = _host("sqlite:///state.db")
    for number in range(4):
        say(_made(host, number))


def _state_wrong(files: Files, _: Files, said: list[str]) -> str:
    with opened(files, "state.db") as base:
        kept = str(base.execute("select id from ringback_items").fetchall()) if said else ""
    return f"acknowledged and lost: {lost}" if (lost := [each for each in said if each not in kept]) else ""


def _recorded(name: str) -> Callable[[Say], None]:
    def work(say: Say) -> None:
        host = _host()
        end = recording.begin(Path(name), host)
        for number in range(5):
            _made(host, number)
            if name.endswith("ndjson"):
                say(str(number))
        end()

    return work


def _lines_wrong(files: Files, _: Files, said: list[str]) -> str:
    lines = [json.loads(line) for line in files.get("a.ndjson", b"").split(b"\n")[:-1]]
    return f"{len(said)} acknowledged, {len(lines)} recorded" if len(lines) < len(said) else ""


@contextmanager
def opened(files: Files, name: str) -> Iterator[sqlite3.Connection]:
    """A database that was left behind with what belongs to it, as whoever comes next opens it."""
    with TemporaryDirectory() as folder:
        for each, text in files.items():
            if each.startswith(name):
                (Path(folder) / each).write_bytes(text)
        with closing(sqlite3.connect(Path(folder) / name)) as base:
            yield base


STORES: Mapping[str, Row] = {
    "journal": Row(work=_journal, wrong=_journal_wrong),
    "ledger": Row(work=_ledger, wrong=_ledger_wrong),
    "state": Row(work=_state, wrong=_state_wrong),
    "recording by lines": Row(work=_recorded("a.ndjson"), wrong=_lines_wrong),
    "recording": Row(work=_recorded("a.har"), wrong=well_formed(json.loads)),
}
