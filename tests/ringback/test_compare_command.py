"""Runs that are kept: comparing, listing, deleting them, and going on with one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import flask
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from contracts.errors import ContractError
from contracts.live.ledger import FILE as LEDGER
from contracts.live.ledger import Ledger
from contracts.runs.journal import FILE
from contracts.runs.past import read
from mockserver.testing import running
from ringback.cli import cli

SCHEMA = json.loads((resources.files("contracts.render.runs") / "runs.schema.json").read_text(encoding="utf-8"))
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        f"/{name}": {
            "get": {
                "parameters": [{"name": "size", "in": "query", "example": 1, "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "yes"}, "400": {"description": "no"}},
            }
        }
        for name in ("a", "b", "c")
    },
}


class Things:
    """A server whose paths fail as they are told to."""

    def __init__(self) -> None:
        self.fails: set[str] = set()

    def app(self) -> flask.Flask:
        app = flask.Flask("things")
        app.add_url_rule("/<name>", view_func=self.thing, methods=["GET", "DELETE", "PUT", "POST"])
        return app

    def thing(self, name: str) -> tuple[str, int, dict[str, str]]:
        known = flask.request.method == "GET"
        size = flask.request.args.get("size", "0")
        valid = size.lstrip("-").isdigit() and len(flask.request.args.getlist("size")) < 2
        status = 500 if name in self.fails else 405 if not known else 200 if valid else 400
        return "", status, {"Content-Type": "text/plain"}


@pytest.fixture(scope="module")
def things() -> Iterator[tuple[Things, str]]:
    made = Things()
    with running(made.app()) as url:
        yield made, url


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(cli, [*arguments, "--runs", str(tmp_path / "runs")])


@pytest.fixture
def tested(things: tuple[Things, str], call: Callable[..., Result], tmp_path: Path) -> Callable[..., str]:
    """Keep a run in which some paths fail; gives its name."""
    made, url = things
    document = tmp_path / "things.json"
    document.write_text(json.dumps(DOCUMENT))

    def run(*fails: str, seed: int = 1, more: tuple[str, ...] = ()) -> str:
        made.fails = set(fails)
        before = set((tmp_path / "runs").glob("*"))
        phases = ("--phase", "examples", "--max-examples", "1", "--check", "server-error")
        done = call("test", str(document), "--url", url, "--journal", "--seed", str(seed), *phases, *more)
        assert done.exit_code == bool(fails), done.output
        (folder,) = set((tmp_path / "runs").glob("*")) - before
        assert f"run {folder.name}, kept in {folder}" in done.stderr
        return folder.name

    return run


def test_what_is_new_fixed_and_still_there_is_told(tested: Callable[..., str], call: Callable[..., Result]) -> None:
    first, second = tested("a", "b"), tested("b", "c")
    done = call("compare", first, second)
    assert done.exit_code == 1
    told = done.stdout
    assert told.startswith(" NEW FINDINGS\n3 operations tested by both: 1 new, 1 still there, 1 fixed")
    new, still, fixed = (told.index(f"\n{each}\n") for each in ("New", "Still there", "Fixed"))
    assert new < told.index("GET /c answered 500") < still < told.index("GET /b answered 500") < fixed
    assert told.index("GET /a answered 500") > fixed
    assert "curl -i" in told[new:still]
    assert "say --same-server" in told
    assert call("compare", first, second, "--fail-on", "none").exit_code == 0
    assert call("compare", second, second).exit_code == 0


def test_with_the_same_server_it_is_flaky(tested: Callable[..., str], call: Callable[..., Result]) -> None:
    first, second = tested("a", "b"), tested("b", "c")
    done = call("compare", first, second, "--same-server", "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(told)
    assert told["counts"] | {"slower": 0, "faster": 0} == {
        "new": 0,
        "flaky": 2,
        "still-there": 1,
        "fixed": 0,
        "no-longer-tested": 0,
        "slower": 0,
        "faster": 0,
    }
    assert {each["finding"]["operations"][0]: each["change"] for each in told["findings"]} == {
        "GET /a": "flaky",
        "GET /b": "still-there",
        "GET /c": "flaky",
    }
    assert set(told["common"]) == {"GET /a", "GET /b", "GET /c"}


def test_what_differs_between_the_runs_is_told(tested: Callable[..., str], call: Callable[..., Result]) -> None:
    done = call("compare", tested(), tested(seed=2, more=("--max-time", "60")))
    assert done.exit_code == 0
    assert done.stdout.startswith(" NOTHING NEW\n")
    assert "seed        1, then 2" in done.stdout
    assert "max seconds none, then 60" in done.stdout
    assert "what is new or fixed may be chance" in done.stdout


def test_a_run_that_is_none_cannot_be_compared(tested: Callable[..., str], call: Callable[..., Result]) -> None:
    done = call("compare", tested(), "nothing")
    assert isinstance(done.exception, ContractError)
    assert str(done.exception) == "there is no run 'nothing' (list them with ringback runs)"


def test_runs_are_listed_and_deleted(tested: Callable[..., str], call: Callable[..., Result], tmp_path: Path) -> None:
    first, second = tested(), tested("a")
    listed = call("runs").stdout
    assert {first, second} <= set(listed.split())
    assert len([line for line in listed.splitlines() if " ended" in line]) == 2
    ledger = Ledger(tmp_path / "runs" / first / LEDGER)
    number = ledger.intend("POST /a", (), "{}")
    refused = call("runs", "--delete", first)
    hint = f"ringback cleanup {first} takes it away"
    assert str(refused.exception) == f"run {first} left something in its account ({hint})"
    assert call("runs", "--older-than", "0").exit_code == 0
    assert [each.name for each in (tmp_path / "runs").iterdir()] == [first], "it left something"
    ledger.settle(number, ledger.creations()[0].state.REFUSED)
    ledger.close()
    done = call("runs", "--delete", first)
    assert (done.exit_code, done.stderr) == (0, f"deleted {first}\n")
    emptied = call("runs")
    assert (emptied.exit_code, emptied.stdout) == (0, "")
    assert "no run is kept in" in emptied.stderr


def test_a_run_is_gone_on_with_by_its_name_and_needs_nothing_said_twice_but_what_is_tested(
    tested: Callable[..., str], call: Callable[..., Result], things: tuple[Things, str], tmp_path: Path
) -> None:
    name = tested("a", seed=77)
    journal = tmp_path / "runs" / name / FILE
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:30])  # as a crash leaves it
    again = ("test", str(tmp_path / "things.json"), "--url", things[1], "--resume", name, "--format", "json")
    refused = call(*again, "--seed", "78")
    assert "seed was 77 and is 78" in str(refused.exception)
    done = call(*again)
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["facts"]["seed"], report["judged"], len(report["findings"])) == (77, 3, 1)
    assert read(journal.parent).ended
    assert "came to its end: there is nothing to go on with" in str(call(*again).exception)


def test_what_sends_nothing_is_not_gone_on_with(call: Callable[..., Result]) -> None:
    done = call("test", "phonebridge-client@1.3.8", "--live", "x", "--plan", "--resume", "y")
    assert done.exit_code == 2
    assert "--resume sends requests" in done.stderr
