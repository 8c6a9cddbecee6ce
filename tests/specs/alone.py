"""A script in a process of its own, and what it took."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pace import fair

PEAK = """
import os, resource
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) / 1e3 for line in status if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
with open(os.environ["PEAK"], "w") as file:
    file.write(str(peak))
"""
"""Keeps the peak memory of a process, in MB, in the file that ``PEAK`` names.

Not the ``ru_maxrss`` that a parent is told: on Linux that begins with what the parent itself had.
"""


@dataclass(frozen=True, slots=True)
class Done:
    """A process that has ended: its exit code, what it said, fair CPU seconds, and its peak memory in MB."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def alone(script: str, argument: str, folder: Path) -> Done:
    """Run a script, whose argument is given, in a folder; ``out``, ``err`` and ``peak`` are left there."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONIOENCODING": "utf-8",
        "PEAK": str(folder / "peak"),
    }
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-c", script + PEAK, argument],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=err,
        )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = folder / "peak"
    return Done(
        process.returncode,
        (folder / "out").read_text("utf-8"),
        (folder / "err").read_text("utf-8"),
        fair(used.ru_utime + used.ru_stime),
        float(peak.read_text()) if peak.is_file() else float("inf"),
    )
