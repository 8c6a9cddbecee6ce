"""The line for each exchange."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from mock_client import document, ready

from mockserver.app import EXTENSION, create_app
from mockserver.observing.log import Level, Log
from mockserver.observing.recording import Book, Journal
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response
from specs.redaction import Redactor
from specs.validation import Violation

BOOK = Book("D", Redactor(document("phonebridge-webapp@1.3.8"), None))
WRONG = Violation(place="query", name="a", rule="type", message="must be an integer", source="#")


def logged(format_: str, level: Level = Level.INFO, *statuses: int, path: str = "/x") -> list[str]:
    stream, journal = io.StringIO(), Journal(9, 9999, lambda: 1_000_000.0)
    log = Log(stream, format_, level)
    journal.listen(log.note)
    for status in statuses or (200,):
        asked = Request("GET", path, "a=b&token=hush")
        violations = (WRONG,) if status == 201 else ()
        journal.record(
            BOOK,
            None,
            Exchange(asked, Response(status)),
            seconds=0.0042,
            violations=violations,
            notes={"faults": ("f", "g")},
        )
    log.close()
    return stream.getvalue().splitlines()


def test_people_get_a_short_line() -> None:
    assert logged("text", Level.INFO, 200, 201) == [
        "13:46:40 GET /x?a=b&token=%5Bredacted%5D 200 4.2 ms [faults: f, g]",
        "13:46:40 GET /x?a=b&token=%5Bredacted%5D 201 4.2 ms [faults: f, g] | query a: must be an integer",
    ]


def test_people_are_told_what_is_wrong_with_responses_that_are_not_the_mocks_own() -> None:
    stream, journal = io.StringIO(), Journal(9, 9999, lambda: 1_000_000.0)
    log = Log(stream, "text")
    journal.listen(log.note)
    exchange = Exchange(Request("GET", "/x"), Response(200))
    journal.record(BOOK, None, exchange, seconds=0.001, violations=(WRONG,) * 2, answered=(WRONG,) * 2, notes={})
    log.close()
    told = "query a: must be an integer"
    assert stream.getvalue() == f"13:46:40 GET /x 200 1.0 ms | {told} | {told} | response: {told} | and 1 more\n"


def test_programs_get_json() -> None:
    (line,) = logged("json", Level.INFO, 201)
    assert json.loads(line) == {
        "time": "1970-01-12T13:46:40.000Z",
        "id": 1,
        "document": "D",
        "method": "GET",
        "path": "/x",
        "query": "a=b&token=%5Bredacted%5D",
        "operation": None,
        "status": 201,
        "ms": 4.2,
        "violations": ["query a: must be an integer"],
        "notes": {"faults": ["f", "g"]},
    }


@pytest.mark.parametrize("format_", ["text", "json"])
def test_secrets_in_paths_stand_in_no_line(format_: str) -> None:
    paths = {"/reset/{token}": {"get": {"responses": {"204": {"description": "."}}}}}
    raw = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    stream, app = io.StringIO(), create_app(from_mapping(raw))
    log = Log(stream, format_)
    app.extensions[EXTENSION].journal.listen(log.note)
    app.test_client().get("/reset/hush")
    log.close()
    assert "/reset/%5Bredacted%5D" in stream.getvalue()
    assert "hush" not in stream.getvalue()


@pytest.mark.parametrize("format_", ["text", "json"])
def test_nobody_can_write_lines_of_their_own(format_: str) -> None:
    (line,) = logged(format_, path="/\x1b[31m\n13:00 \x9b\u2028forged")
    assert line.isprintable()
    assert logged(format_, path="/\ud800")[0].encode()
    assert len(logged("text", path="/" + "x" * 10_000)[0]) < 1000


@pytest.mark.parametrize(("level", "count"), [(Level.INFO, 4), (Level.WARNING, 3), (Level.ERROR, 1)])
def test_the_level_chooses(level: Level, count: int) -> None:
    assert len(logged("text", level, 200, 201, 404, 500)) == count


def test_nobody_waits_for_a_reader_who_has_gone() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    app = create_app(document("phonebridge-webapp@1.3.8"))
    log = Log(Gone(), "text")
    app.extensions[EXTENSION].journal.listen(log.note)
    assert [app.test_client().get("/nowhere").status_code for _ in range(3)] == [404] * 3
    log.close()


def test_the_command_logs_to_standard_error() -> None:
    command = [sys.executable, "-m", "ringback", "mock", "phonebridge-webapp@1.3.8", "-q", "--port", "0"]
    with subprocess.Popen([*command, "--log-format", "json"], stderr=subprocess.PIPE, text=True) as process:
        from mock_client import Api

        url, _ = ready(process)
        assert Api(url)("GET", "/nowhere").status == 404
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert [json.loads(line)["path"] for line in said.splitlines()] == ["/nowhere"]
