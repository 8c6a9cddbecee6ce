"""Every command that reads a document, given each of those that mean harm: it ends soon, and tells what it may."""

from __future__ import annotations

import functools
import http.server
import itertools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attacked import COMMANDS, PLAIN, SERVERS
from hostile import OUTSIDE, to, with_schema
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
_CALL: dict[str, Any] = {
    "request": {"method": "POST", "url": "http://127.0.0.1/a", "headers": [], "body": "{}"},
    "response": {"status": 200, "headers": [], "body": "{}"},
}
_SECRET = "what-nobody-may-read"
_BESIDE = {
    PLAIN: json.dumps(with_schema({"type": "object", "properties": {"a": {"type": "string"}}})).encode(),
    "traffic.jsonl": json.dumps(_CALL).encode() + b"\n",
}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def serving(handler: Any) -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


Tries = list[tuple[str, dict[str, bytes]]]


def attacked(home: Path, tries: Tries, forbidden: int) -> list[dict[str, Any]]:
    """What each command came to with its files, the first of which it is given."""
    home.joinpath("secret.yaml").write_text(f"title: {_SECRET}\n")
    plan: list[tuple[str, int, str]] = []
    for number, (command, files) in enumerate(tries):
        folder = home / str(number)
        folder.mkdir()
        folder.joinpath("link.yaml").symlink_to("../secret.yaml")
        for name, content in {**files, **_BESIDE}.items():
            folder.joinpath(name).write_bytes(content)
        plan.append((command, number, next(iter(files))))
    with serving(functools.partial(_Quiet, directory=str(home))) as published:
        told = {"tries": plan, "published": published, "forbidden": forbidden}
        home.joinpath("plan.json").write_text(json.dumps(told))
        house = Path(__file__).parents[2]
        path = os.pathsep.join([str(house), str(house / "tests" / "specs")])
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("attacked.py")), str(home)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def harm(done: dict[str, Any]) -> list[str]:
    """What a command did that it must not, whatever it was given."""
    said = done["out"] + done["err"]
    found = {
        "ends with 0, 1 or 2": done["code"] in {0, 1, 2},
        "tells no traceback": "Traceback" not in said and "Traceback" not in done["answers"],
        "reaches for nothing": done["wrong"] == "",
        "reads nothing outside": _SECRET not in said + done["answers"] and "root:x:0" not in said + done["answers"],
        "steers no terminal": visible(said) == said,
        "gives no order to a runner": not re.search(r"^(::(error|set-output)|##vso)", said, re.MULTILINE),
        "tells why it could not": done["code"] != 2 or re.search(r"^ringback: ", done["err"], re.MULTILINE),
        "takes its time": done["seconds"] < CPU_SECONDS,
        "takes its memory": done["megabytes"] < MEGABYTES,
        "is short": len(said) < LETTERS,
    }
    return [promise for promise, kept in found.items() if not kept]


def in_turn() -> list[tuple[str, str]]:
    documents = itertools.cycle(SOME)
    return [(command, next(documents)) for command in COMMANDS]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    every = request.config.getoption("--attacks") == "all"
    tries = [(command, name) for command in COMMANDS for name in MADE] if every else in_turn()
    done = attacked(tmp_path_factory.mktemp("attacked"), [(command, MADE[name]) for command, name in tries], 9)
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

    class Door(_Quiet):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_error(404)

    with serving(Door) as port:
        references = [to(each.replace("{port}", str(port))) for each in OUTSIDE.values()]
        commands = [name for name, words in COMMANDS.items() if words[1] == "{}"]
        tries: Tries = [(command, {"main.json": each}) for command, each in zip(itertools.cycle(commands), references)]
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
