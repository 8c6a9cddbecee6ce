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
from hostile import OUTSIDE, USABLE, to
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
"""Documents of the gate, one for each command in turn."""


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
UNBORNE = set(itertools.product(("test", "mock --verify"), _DOUBLED))
"""The engine that makes up requests follows such schemas to their end; SECURITY.md says so."""


ALIKE = (
    "changelog",
    "matrix",
    "subset",
    "subset the other way",
    "compare-live the other way",
    "proxy",
    "mock --explain",
)
"""Commands that do with a document what others do, and tell it in another way: each gets a part of the documents."""
_PARTS = 3
"""Into how many parts the documents are divided for them, and all others those that no command can load: all commands
load alike."""

Attack = tuple[str, str]
"""A command and the name of a document."""


def in_turn() -> list[Attack]:
    """The attacks of the gate."""
    documents = itertools.cycle(SOME)
    each = [(command, next(name for name in documents if (command, name) not in UNBORNE)) for command in COMMANDS]
    return [*each, *_HARD]


def every(command: str) -> list[Attack]:
    """The attacks on a command of tox -e hardening."""
    number = list(COMMANDS).index(command)
    refused = sorted(MADE.keys() - USABLE) if COMMANDS[command].count("{}") and command not in ELSE else []
    divided = set(sorted(MADE) if command in ALIKE else refused)
    part = {name for place, name in enumerate(sorted(divided)) if place % _PARTS == number % _PARTS}
    return [
        (command, name) for name in MADE if (name not in divided or name in part) and (command, name) not in UNBORNE
    ]


ELSE = frozenset({"an overlay", "what is recorded", "items of a mock", "a report", "a report to replay", "a policy"})
"""Commands that read something else than a document, so that nothing is known of what they refuse."""


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What was wrong in the attacks of the gate, which are made together."""
    return wrong(in_turn(), tmp_path_factory.mktemp("attacked"))


def wrong(attacks: list[Attack], home: Path) -> list[str]:
    """What was wrong in some attacks."""
    done = attacked(home, [Try(command, COMMANDS[command], MADE[name]) for command, name in attacks])
    assert len(done) == len(attacks) > 0
    return [
        f"{command}, {name}: {broken}, {each['seconds']:.1f} s, {each['err'][-300:]}"
        for each, (command, name) in zip(done, attacks, strict=True)
        if (broken := harm(each))
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes_no_harm_from_a_document(
    command: str, request: pytest.FixtureRequest, record_property: pytest.RecordProperty, tmp_path: Path
) -> None:
    if request.config.getoption("--attacks") == "some":
        assert [each for each in request.getfixturevalue("some") if each.startswith(f"{command}, ")] == []
        return
    record_property("attacks", len(every(command)))
    assert wrong(every(command), tmp_path) == []


def test_every_document_is_given_to_every_command_or_to_one_that_does_the_same() -> None:
    given = {name for command in COMMANDS if command not in ALIKE for _, name in every(command)}
    assert given == MADE.keys()
    assert {name for command in ALIKE for _, name in every(command)} == MADE.keys()


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
