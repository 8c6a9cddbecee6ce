"""What processes take while they are under load, and whether it stays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

_WARM, _WINDOW = 1 / 6, 1 / 12
"""Shares of the time: until a process is warm, and of both windows that are compared."""


@dataclass(frozen=True)
class Flat:
    """What became of the memory of a process.

    Attributes:
        warm, end: MB, the medians of the window after the warm-up and of the last one.
        growth: percent from one to the other.
        trend: MB an hour, by least squares, after the warm-up.
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
    """What became of it, from samples at some seconds."""
    end = times[-1]
    after = [(time, size) for time, size in zip(times, sizes, strict=True) if time >= end * _WARM]
    first = median(size for time, size in after if time <= end * (_WARM + _WINDOW))
    last = median(size for time, size in after if time >= end * (1 - _WINDOW))
    slope = linear_regression([time for time, _ in after], [size for _, size in after]).slope
    return Flat(
        round(first, 2),
        round(last, 2),
        round((last / first - 1) * 100, 2),
        round(slope * 3600, 3),
        round(max(sizes), 2),
    )
