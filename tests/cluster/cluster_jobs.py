"""Jobs that tell how they are done, or end whoever does them."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadly:
    def units(self) -> int:
        return 1

    def do(self, _: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Hungry:
    """Takes ten megabytes at a time, until somebody ends it."""

    def units(self) -> int:
        return 1

    def do(self, _: int) -> None:
        taken = []
        while True:
            taken.append(bytearray(b"x" * 10_000_000))
            time.sleep(0.01)


@dataclass(frozen=True)
class Timed:
    """Each unit comes to when it began."""

    count: int

    def units(self) -> int:
        return self.count

    def do(self, _: int) -> float:
        return time.monotonic()
