"""What loading a document costs beside its fastest parse, each in a process of its own; exit code 1 over a limit.

python benchmarks/load.py [FILE ...]

FILEs are JSON or YAML; without any, the newest release of every API of the catalogue is measured. The columns: CPU
seconds of the parser alone (orjson, or ryaml for YAML) and of ``specs.load``, the limit of the latter, its peak memory,
and the wall time of the whole process from the start of the interpreter. Each figure is the best of ROUNDS.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 3
PARSES_ALLOWED, SECONDS_ALLOWED = 2, 0.5
"""A load may take so many times the parse and so many seconds."""
MEGABYTES_ALLOWED = 400
"""… of memory for a document up to ``LARGE`` bytes; beyond, five times as much."""
LARGE = 20_000_000


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
    """In the process that is measured: print the CPU seconds of one step and the peak memory in MB."""
    run = STEPS[step](file)
    start = time.process_time()
    kept = run()
    seconds = time.process_time() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6]))
    del kept


def best(step: str, file: str) -> tuple[float, float, float]:
    """CPU seconds, peak memory in MB, wall seconds of the process: the least of each."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        command = [sys.executable, __file__, "--measure", step, file]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very file
        rounds.append((*json.loads(answer.stdout), time.perf_counter() - start))
    seconds, memory, wall = map(min, zip(*rounds, strict=True))
    return seconds, memory, wall


def report(file: str) -> bool:
    """Print one line of the table; whether the document stays within the limits."""
    parsed, loaded = best("parse", file), best("load", file)
    size, limit = Path(file).stat().st_size, PARSES_ALLOWED * parsed[0] + SECONDS_ALLOWED
    fits = loaded[0] <= limit and loaded[1] <= MEGABYTES_ALLOWED * (1 if size <= LARGE else 5)
    figures = f"{size / 1e6:8.2f} {parsed[0]:8.3f} {loaded[0]:8.3f} {loaded[0] / parsed[0]:7.1f} {limit:8.3f}"
    print(f"{figures} {loaded[1]:7.0f} {loaded[2]:8.2f}  {'yes' if fits else 'NO '}  {Path(file).name}", flush=True)
    return fits


def catalogue() -> list[str]:
    """The newest release of every API."""
    from specs import catalog

    return [str(list(catalog.releases(api))[-1].path) for api in catalog.apis()]


def main(files: list[str]) -> int:
    """Measure files; 0 when all stay within the limits."""
    print("      MB  parse s   load s   ratio    limit  RSS MB   wall s  ok   document")
    results = [report(file) for file in files or catalogue()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
