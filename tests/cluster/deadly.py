"""A job that ends whoever does it."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadly:
    def units(self) -> int:
        return 1

    def do(self, _: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
