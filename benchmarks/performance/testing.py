"""How many cases a second ``ringback test`` judges beside stock schemathesis, against the same mock."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.mock import free_port, ours, running, token
from benchmarks.performance.processes import HOUSE, Cost, compiling, cost
from benchmarks.performance.tables import Cell, Places, Table

DOCUMENTS = {
    "phonebridge CLIENT API": "phonebridge/phonebridge-client-API-1.3.8.yml",
    "phonebridge": "phonebridge/phonebridge-webapp-API-1.3.8.yaml",
}
EXAMPLES, PHASES = 5, ("examples", "coverage", "fuzzing", "stateful")
ST = Path(sys.executable).with_name("st")
SLOW = 120


def tables(places: Places) -> Iterator[Table]:
    """Both tools with each document."""
    rows: list[tuple[Cell, ...]] = []
    for name, within in DOCUMENTS.items():
        document, port = HOUSE / "specs/documents" / within, free_port()
        with running(ours(document, port), port, "/api/version"):
            mine, theirs = (run(document, port, places) for run in (_ringback, _stock))
        for tool, (cases, took) in (("ringback test", mine), ("stock schemathesis", theirs)):
            rows.append((name, tool, cases, took.clock, took.cpu, cases / took.clock, cases / took.cpu))
    yield Table(
        title="Testing",
        text=f"`ringback test` and stock schemathesis (`st run --checks all`), {EXAMPLES} examples an operation "
        f"and the same phases, against the same mock in a process of its own. A case is a request that was "
        f"made up, sent and judged; seconds are of whole processes, their start included. Ours judges by "
        f"checks of its own beside schemathesis', and sends what they need.",
        columns=("document", "tool", "cases", "clock, s", "CPU, s", "cases/s by the clock", "by CPU"),
        rows=tuple(rows),
    )


def _ringback(document: Path, port: int, places: Places) -> tuple[float, Cost]:
    report = places.folder / "ringback.json"
    phases = (part for phase in PHASES for part in ("--phase", phase))
    command = ["-m", "ringback", "test", str(document), "--url", f"http://127.0.0.1:{port}", "--seed", "1", "--quiet"]
    command += ["--max-examples", str(EXAMPLES), *phases, "--output", str(report)]
    environment = {**compiling(str(places.folder / "compiled")), "RINGBACK_TOKEN": token(port)}
    took = cost((sys.executable, *command), environment, SLOW)
    return json.loads(report.read_text("utf-8"))["facts"]["cases"], took


def _stock(document: Path, port: int, places: Places) -> tuple[float, Cost]:
    report = places.folder / "stock.json"
    command = [str(ST), "run", str(document), "--url", f"http://127.0.0.1:{port}", "--seed", "1", "--checks", "all"]
    command += ["--max-examples", str(EXAMPLES), "--phases", ",".join(PHASES), "--workers", "1"]
    command += ["--header", f"Authorization: Bearer {token(port)}", "--report-json-path", str(report)]
    command += ["--suppress-health-check", "too_slow", "--generation-database", "none"]
    took = cost(command, compiling(str(places.folder / "compiled")), SLOW)
    return json.loads(report.read_text("utf-8"))["test_cases"]["generated"], took
