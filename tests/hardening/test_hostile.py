"""Every hostile document ends in a document or in one clear error: soon, in little memory, without the network."""

from __future__ import annotations

import json
import os
import re
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alone import alone
from hostile import FAMILIES, OUTSIDE, TEXTS, TREES, USABLE, to
from tried import DEEDS

MADE = {
    **{name: {f"main.{name.rpartition('.')[2]}": text} for name, text in TEXTS.items()},
    **{name: {"main.json": json.dumps(tree).encode()} for name, tree in TREES.items()},
    **FAMILIES,
}

pytestmark = pytest.mark.xdist_group("documents")  # they are loaded once for all
LOAD = """
import sys
from specs import load
from specs.errors import SpecError
try:
    load(sys.argv[1])
except SpecError as error:
    print(error)
"""
CPU_SECONDS, MEGABYTES = 2, 500
SLOWLY = 5
"""CPU seconds to check a document, which looks at each of its schemas in several ways."""
HARMLESS = re.compile(r"[^\x00-\x1f\x7f]*")


def load_alone(folder: Path, files: dict[str, bytes], main: str) -> str:
    """What a process of its own says when it loads a document; "" where it can."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = alone(LOAD, main, folder)
    assert (done.code, done.err) == (0, "")
    assert done.seconds < CPU_SECONDS
    assert done.megabytes < MEGABYTES
    told = done.out.removesuffix("\n")
    assert HARMLESS.fullmatch(told), "one line, without control characters"
    return told


TOO_MANY_SCHEMAS = {"chain of 5000": 8, "chain of 300 files": 12}
"""Documents whose schemas all refer to the others, and what checking them may take, in CPU seconds."""


def environment() -> dict[str, str]:
    tests = Path(__file__).parents[1]
    path = os.pathsep.join(map(str, (tests.parent, tests / "specs")))
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A document's folder, with a file above it that nobody may reach and a link to that."""
    (tmp_path / "secret.yaml").write_text("type: string")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.yaml").symlink_to("../secret.yaml")
    return inside


@pytest.fixture
def visits() -> Iterator[tuple[int, list[str]]]:
    """A server's port and who came."""
    seen: list[str] = []

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            seen.append(str(self.client_address))

    with socketserver.TCPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1], seen
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return tried("load", sorted(MADE), tmp_path_factory.mktemp("load"))


@pytest.mark.parametrize("name", MADE)
def test_a_hostile_document_loads_or_is_refused_in_one_line(name: str, loads: dict[str, dict[str, Any]]) -> None:
    demand_harmless(name, loads[name], CPU_SECONDS)
    assert (loads[name]["said"] == "") == (name in USABLE), loads[name]["said"]


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"load"}))
def test_what_a_user_does_with_a_hostile_document_ends_soon(
    deed: str, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    record_property("attacks", len(USABLE))
    for name, each in tried(deed, sorted(USABLE), tmp_path).items():
        demand_harmless(name, each, TOO_MANY_SCHEMAS.get(name, SLOWLY) if deed == "check" else CPU_SECONDS)


def tried(deed: str, names: list[str], home: Path) -> dict[str, dict[str, Any]]:
    """What each document's own process said, and what it took."""
    mains: dict[str, str] = {}
    for number, name in enumerate(names):
        folder = home / str(number)
        folder.mkdir()
        for file, content in MADE[name].items():
            (folder / file).write_bytes(content)
        mains[str(folder / next(iter(MADE[name])))] = name
    command = [sys.executable, str(Path(__file__).with_name("tried.py")), deed, *mains]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return {mains[each["file"]]: each for each in map(json.loads, done.stdout.splitlines())}


def demand_harmless(name: str, each: dict[str, Any], seconds: float) -> None:
    assert each["status"] == 0, name
    assert HARMLESS.fullmatch(each["said"]), (name, each["said"])
    assert not each["said"].startswith("Traceback"), (name, each["said"])
    assert each["seconds"] < seconds, name
    assert each["megabytes"] < MEGABYTES, name


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_reference_outside_the_folder_is_refused(name: str, folder: Path, visits: tuple[int, list[str]]) -> None:
    port, seen = visits
    told = load_alone(folder, {"main.json": to(OUTSIDE[name].replace("{port}", str(port)))}, "main.json")
    assert (
        "leaves the document's folder" in told
        or "need the network" in told
        or "cannot be followed" in told
        or ("Unable to parse url" in told)
    )
    assert seen == []


def test_what_counts_visits_sees_them(visits: tuple[int, list[str]]) -> None:
    port, seen = visits
    with socket.create_connection(("127.0.0.1", port)) as caller:
        assert caller.recv(1) == b""  # the server hangs up after its handler
    assert len(seen) == 1


def test_every_usable_document_is_one_of_the_table() -> None:
    assert set(MADE) > USABLE
