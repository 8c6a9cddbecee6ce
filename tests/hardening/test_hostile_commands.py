"""Every command that reads a document, given each of those that mean harm: it ends soon, and tells what it may."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attacked import COMMANDS, SERVERS
from hostile import OUTSIDE, to
from many_commands import SECRET, Quiet, Try, attacked, serving
from test_hostile import MADE

from ringback.cli import COMMANDS as KNOWN
from specs.harmless import visible

CPU_SECONDS, MEGABYTES, LETTERS = 20, 1_000, 20_000_000
"""What a command may take of a document that means harm, and what it may say."""
SOME = (
    "alias bomb of lists.yaml", "object tag.yaml", "deep lists.json", "NUL.yaml", "invalid UTF-8.yaml",
    "integer of a million digits.json", "allOf that doubles 40 times", "reference through a list", "loop of two",
    "catastrophic pattern", "reference a list", "key of a megabyte", "nasty texts",
)  # fmt: skip
"""Documents of the gate, one for each command in turn. tox -e hardening takes every document for every command."""


def harm(done: dict[str, Any]) -> list[str]:
    """What a command did that it must not, whatever it was given."""
    said = done["out"] + done["err"]
    found = {
        "ends with 0, 1 or 2": done["code"] in {0, 1, 2},
        "tells no traceback": "Traceback" not in said and "Traceback" not in done["answers"],
        "reaches for nothing": done["wrong"] == "",
        "reads nothing outside": SECRET not in said + done["answers"] and "root:x:0" not in said + done["answers"],
        "steers no terminal": visible(said) == said,
        "gives no order to a runner": not re.search(r"^(::(error|set-output)|##vso)", said, re.MULTILINE),
        "tells why it could not": done["code"] != 2 or re.search(r"^ringback: ", done["err"], re.MULTILINE),
        "takes its time": done["seconds"] < CPU_SECONDS,
        "takes its memory": done["megabytes"] < MEGABYTES,
        "is short": len(said) < LETTERS,
    }
    return [promise for promise, kept in found.items() if not kept]


_HARD = tuple(itertools.product(("diff", "impact"), ("oneOf that doubles 40 times",)))
"""Attacks of the gate beside those in turn: what is compared is walked choice by choice."""
_DOUBLED = ("allOf that doubles 40 times", "oneOf that doubles 40 times")
UNBORNE = {*itertools.product(("test", "mock --verify"), _DOUBLED), ("specs check, to mend", _DOUBLED[1])}
"""The engine that makes up requests follows such schemas to their end, and a check twice looks for values of forty
schemas that have none; SECURITY.md says so."""


def in_turn() -> list[tuple[str, str]]:
    documents = itertools.cycle(SOME)
    each = [(command, next(name for name in documents if (command, name) not in UNBORNE)) for command in COMMANDS]
    return [*each, *_HARD]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    every = request.config.getoption("--attacks") == "all"
    tries = [each for each in itertools.product(COMMANDS, MADE) if each not in UNBORNE] if every else in_turn()
    done = attacked(
        tmp_path_factory.mktemp("attacked"), [Try(command, COMMANDS[command], MADE[name]) for command, name in tries]
    )
    assert len(done) == len(tries)
    return [
        f"{each['command']}, {name}: {broken}, {each['err'][-300:]}"
        for each, (_, name) in zip(done, tries, strict=True)
        if (broken := harm(each))
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes_no_harm_from_a_document(command: str, results: list[str]) -> None:
    assert [each for each in results if each.startswith(f"{command}, ")] == []


def test_every_command_that_reads_a_document_is_attacked() -> None:
    assert {words[0] for words in COMMANDS.values()} | _READ_NONE == set(KNOWN)
    assert set(COMMANDS) >= SERVERS


_READ_NONE = {"cleanup", "compare", "explain", "init", "report", "runs", "tour"}
"""Commands that are given no document, but names of what the catalogue, the user or the machine has."""


def test_no_reference_is_followed_out_of_the_folder_by_any_command(tmp_path: Path) -> None:
    came: list[str] = []

    class Door(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            came.append(self.path)
            self.send_error(404)

    with serving(Door) as port:
        references = [to(each.replace("{port}", str(port))) for each in OUTSIDE.values()]
        commands = [name for name, words in COMMANDS.items() if words[1] == "{}"]
        pairs = zip(itertools.cycle(commands), references, strict=False)
        tries = [Try(command, COMMANDS[command], {"main.json": each}) for command, each in pairs]
        done = attacked(tmp_path, tries, port)
    assert came == []
    assert [(each["command"], found, each["wrong"]) for each in done if (found := harm(each))] == []


def test_what_watches_a_command_sees_what_it_reaches_for(tmp_path: Path) -> None:
    """An attack that nobody would notice proves nothing: where it is allowed, a reference is followed, and seen."""
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.joinpath("secret.yaml").write_text("type: string\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    script = (
        "from attacked import Around, COMMANDS, run; import sys;"
        "run(['specs', 'bundle', 'main.json', '--allow-ref-root', '../outside'], Around(sys.argv[1], 9))"
    )
    inside.joinpath("main.json").write_bytes(to("../outside/secret.yaml"))
    house = Path(__file__).parents[2]
    path = os.pathsep.join(map(str, (house, house / "tests" / "specs", house / "tests" / "hardening")))
    subprocess.run([sys.executable, "-c", script, str(inside)], env={**os.environ, "PYTHONPATH": path}, check=True)
    assert inside.joinpath("wrong").read_text().splitlines() == [f"opens {outside}/secret.yaml"]
