"""What writes files, a row each: what it does, what is to be there whenever it is killed, and what it said was kept."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts.live.items import Item
from contracts.live.ledger import Ledger, State
from contracts.runs import journal
from contracts.runs.journal import Journal, Line
from mockserver.app import HOST, create_app
from mockserver.hosts.hosting import Host
from mockserver.settings import Settings
from ringback import recording
from ringback.cli import main
from specs import load
from specs.messages import Request

SERIES = "phonebridge-webapp@1.3.7..1.3.8"
CLIENT = "phonebridge-client@1.3.8"
STORY = Path(__file__).parents[1] / "mockserver" / "data" / "stories" / "nested.yaml"
FILES = ("a.html", "a.json", "a.md", "a.xml", "a.sarif", "a.txt")
Say = Callable[[str], None]
"""Acknowledges something: whoever hears it counts on it."""
Files = Mapping[str, bytes]
"""Contents by path."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something that writes.

    Attributes:
        work: does it, in the current folder.
        prepare: makes what it needs there.
        wrong: what is not as it should be in a folder after a kill, given what was acknowledged and what the folder
            holds where nobody is killed; empty where all is well.
        slow: whether only the long run has time for it.
    """

    work: Callable[[Say], None]
    prepare: Callable[[], None] = lambda: None
    wrong: Callable[[Files, Files, list[str]], str]
    slow: bool = False

    @property
    def command(self) -> bool:
        """Whether it is a command line."""
        return "command" in self.work.__qualname__


def command(*arguments: str) -> Callable[[Say], None]:
    """Does what a command line says."""

    def work(_: Say) -> None:
        sys.argv = ["ringback", *arguments]
        with pytest.raises(SystemExit) as ended:
            main()
        if ended.value.code not in (0, 1):
            raise ended.value

    return work


def whole(files: Files, done: Files, _: list[str]) -> str:
    """Each file is the new one, or the old one, which holds ``old``; what has no name of its own is whole, too."""
    known = {*done.values(), b"old"}
    wrong = [name for name, text in files.items() if text not in ({done.get(name), b"old"} if name in done else known)]
    return f"neither old nor new: {', '.join(wrong)}" if wrong else ""


def well_formed(read: Callable[[bytes], object]) -> Callable[[Files, Files, list[str]], str]:
    """Each file can be read."""

    def wrong(files: Files, _: Files, __: list[str]) -> str:
        for name, text in files.items():
            try:
                read(text)
            except ValueError as error:
                return f"{name}: {error}"
        return ""

    return wrong


def old(*names: str) -> Callable[[], None]:
    """Has files there already."""
    return lambda: [Path(name).write_bytes(b"old") for name in names] and None


def _original() -> None:
    text = load(CLIENT).source.text.replace("title: ", "title: Original of ")
    Path("original.yml").write_text(text, "utf-8")


def _report() -> None:
    command("diff", SERIES, "--output", "report.json")(print)


def _baseline(files: Files, done: Files, _: list[str]) -> str:
    found = [text for name, text in files.items() if name != "report.json"]
    return "a baseline is neither that of before nor that of after" if set(found) - set(done.values()) else ""


def _repository() -> None:
    import subprocess

    Path("api.yaml").write_text("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {}}}\n")
    for words in (["init", "-q"], ["add", "api.yaml"]):
        subprocess.run(["git", *words], check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"})


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


@contextmanager
def opened(files: Files, name: str) -> Iterator[sqlite3.Connection]:
    """A database that was left behind with what belongs to it, as whoever comes next opens it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for each, text in files.items():
            if each.startswith(name):
                (Path(folder) / each).write_bytes(text)
        with closing(sqlite3.connect(Path(folder) / name)) as base:
            yield base


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


ROWS: Mapping[str, Row] = {
    "reports": Row(
        work=command(
            "diff",
            str(STORY),
            str(STORY),
            "-q",
            *(f"--output={name}" for name in FILES),
            "--output=gitlab=quality.json",
        ),
        prepare=old("a.html", "a.json"),
        wrong=whole,
    ),
    "changes": Row(
        work=command("diff", SERIES, "-q", "--output=a.html"), prepare=old("a.html"), wrong=whole, slow=True
    ),
    "matrix": Row(
        work=command("matrix", SERIES, "-q", "--output=m.html"), prepare=old("m.html"), wrong=whole, slow=True
    ),
    "changelog": Row(work=command("changelog", SERIES, "-q", "--output=c.md"), wrong=whole, slow=True),
    "impact": Row(work=command("impact", SERIES, "-q", "--output=i.json", "--output=i.html"), wrong=whole, slow=True),
    "bundle": Row(work=command("specs", "bundle", CLIENT, "--output=b.json"), prepare=old("b.json"), wrong=whole),
    "catalogue": Row(
        work=command("specs", "add", "--replace", CLIENT, "original.yml"),
        prepare=_original,
        wrong=whole,
    ),
    "baseline": Row(
        work=command("baseline", "report.json", "-q", "--file=b.toml", "--reason=x"), prepare=_report, wrong=_baseline
    ),
    "init": Row(work=command("init", "-q", "--force"), prepare=_repository, wrong=whole),
    "series": Row(work=command("report", SERIES, "-q", "--output-dir=out"), wrong=whole, slow=True),
    "journal": Row(work=_journal, wrong=_journal_wrong),
    "ledger": Row(work=_ledger, wrong=_ledger_wrong),
    "state": Row(work=_state, wrong=_state_wrong),
    "recording by lines": Row(work=_recorded("a.ndjson"), wrong=_lines_wrong),
    "recording": Row(work=_recorded("a.har"), wrong=well_formed(json.loads)),
    "certificate": Row(
        work=command("mock", CLIENT, "-q", "--verify", "--max-examples=1", "--seed=1", "--certificate=c.json"),
        wrong=well_formed(json.loads),
        slow=True,
    ),
    "test": Row(
        work=command(
            *("test", CLIENT, "-q", "--seed=1", "--max-examples=1", "--phase=examples"),
            *("--journal", "--runs=runs", "--output=a.json", "--output=a.html"),
        ),
        wrong=well_formed(lambda text: text.rpartition(b"\n")[0].decode()),
        slow=True,
    ),
}
