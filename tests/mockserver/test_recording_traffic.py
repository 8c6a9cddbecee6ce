"""What a mock records of its traffic, and that ``ringback impact`` reads it."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from mock_client import Api, document

from contracts.traffic.consumers import Telling
from contracts.traffic.reading import calls
from mockserver.app import HOST, create_app
from mockserver.errors import MockError
from mockserver.testing import running
from ringback.cli import cli
from ringback.recording import begin

SPEC = "phonebridge-client@1.3.8"


@pytest.mark.parametrize("name", ["traffic.ndjson", "traffic.har"])
def test_what_is_recorded_has_no_secrets_and_still_tells_callers_apart(name: str, tmp_path: Path) -> None:
    app, file = create_app(document(SPEC)), tmp_path / name
    end = begin(file, app.extensions[HOST])
    with running(app) as mock:
        clients = [Api(mock).logged_in(f"{who}@example.org") for who in ("one", "two")]
        for client in (*clients, clients[0]):
            assert client("GET", "/api/users/me/clients").status == 200
    end()
    text = file.read_text("utf-8")
    assert [each.token for each in clients if each.token in text] == []
    assert '"secret"' not in text.replace("\\", "")
    told, recorded = Telling("key", document(SPEC)), list(calls(file))
    assert [told.name(each) for each in recorded] == ["without key", "without key", "key 1", "key 2", "key 1"]
    assert [each.exchange.response.status for each in recorded] == [200] * 5


def test_lines_are_added_to_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "traffic.jsonl"
    for _ in range(2):
        app = create_app(document(SPEC))
        end = begin(file, app.extensions[HOST])
        with running(app) as mock:
            Api(mock)("GET", "/nowhere")
        end()
    assert [json.loads(line)["response"]["status"] for line in file.read_text("utf-8").splitlines()] == [404, 404]


def test_a_file_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    for name in ("traffic.har", "traffic.ndjson"):
        result = CliRunner().invoke(cli, ["mock", SPEC, "-q", "--port", "0", "--record", str(tmp_path / "no" / name)])
        assert "cannot be written: no such file" in str(result.exception)


def test_several_workers_record_lines_only(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["mock", SPEC, "--workers", "2", "--record", str(tmp_path / "traffic.har")])
    assert "call the file traffic.ndjson" in result.stderr


def test_a_full_disk_keeps_no_mock_from_answering_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app, file = create_app(document(SPEC)), tmp_path / "traffic.ndjson"
    end = begin(file, app.extensions[HOST])

    def full(_: int, __: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    client = app.test_client()
    client.get("/first")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert [client.get("/lost").status_code for _ in range(2)] == [404, 404]
    client.get("/last")
    assert capsys.readouterr().err == f"{file}: an exchange cannot be recorded: no space left on device\n"
    with pytest.raises(MockError, match="2 exchanges could not be recorded: no space left"):
        end()
    told = [json.loads(line)["request"]["url"] for line in file.read_text("utf-8").splitlines()]
    assert told == ["http://localhost/first", "http://localhost/last"]


def test_a_torn_line_is_told_and_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traffic.ndjson"
    file.write_text('{"started', "utf-8")
    begin(file, create_app(document(SPEC)).extensions[HOST])()
    assert file.read_bytes() == b""
    assert capsys.readouterr().err == f"{file}: its last line was torn by a crash and is taken away (9 bytes)\n"
