"""What whole processes cost: seconds by the clock and of the processor, and memory, of all that a command begins."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).parents[2]
_EVERY, _MEMORY_EVERY = 0.005, 0.03
"""Seconds between two looks at a command, and between two at its memory."""
_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


class Cost(NamedTuple):
    """What a process took: seconds on the clock, CPU seconds, and bytes of memory; whether it was stopped."""

    clock: float
    cpu: float
    memory: int
    stopped: bool = False


def cost(command: Sequence[str | Path], environment: Mapping[str, str], slow: float = 60, large: float = 16e9) -> Cost:
    """Run a command to its end, or for so many seconds and bytes, and tell what it took."""
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
            if (now - start > slow or memory > large) and not stopped:
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


def compiling(folder: str) -> Mapping[str, str]:
    """An environment in which modules are compiled once, into a folder of their own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder}
