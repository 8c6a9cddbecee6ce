"""What processes take while they are under load, and whether it stays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

_WINDOW = 1 / 12
"""The share of the time that each of both windows is which are compared."""


@dataclass(frozen=True)
class Flat:
    """What became of the memory of a process.

    Attributes:
        warm, end: MB, the medians of the first window and of the last one.
        growth: percent from one to the other.
        trend: MB an hour, by least squares.
        most: MB at the most.
    """

    warm: float
    end: float
    growth: float
    trend: float
    most: float


def resident(process: int) -> float:
    """MB of a process that are in memory."""
    lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def spent(process: int) -> float:
    """Seconds of a processor that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def flat(times: Sequence[float], sizes: Sequence[float]) -> Flat:
    """What became of it since a process was warm, from samples at some seconds."""
    begun, end = times[0], times[-1]
    window = (end - begun) * _WINDOW
    first = median(size for time, size in zip(times, sizes, strict=True) if time <= begun + window)
    last = median(size for time, size in zip(times, sizes, strict=True) if time >= end - window)
    slope = linear_regression(times, sizes).slope
    return Flat(
        round(first, 2),
        round(last, 2),
        round((last / first - 1) * 100, 2),
        round(slope * 3600, 3),
        round(max(sizes), 2),
    )
