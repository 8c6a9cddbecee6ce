"""Answers that http.client reads, in time: of its own it waits for each byte anew."""

from __future__ import annotations

import http.client
import io
import math
import time
from typing import Any


class _Timed(io.RawIOBase):
    """What comes over a connection; while ``limit`` is finite, all within so many seconds of its first byte."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw, self.limit, self._end = raw, math.inf, math.inf

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if time.monotonic() > self._end and math.isfinite(self.limit):
            raise TimeoutError(f"no end after {self.limit:.0f} seconds")
        count = self._raw.readinto(buffer)
        self._end = min(self._end, time.monotonic() + self.limit)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class TimedResponse(http.client.HTTPResponse):
    """One whose head has to come in time, interim responses included, or all of it.

    Attributes:
        whole: whether its body is meant, too.
    """

    whole = False

    @property
    def seconds(self) -> float:
        """How long it may take from its first byte on; where it takes longer, TimeoutError is raised."""
        raise NotImplementedError

    def begin(self) -> None:
        """Read the head."""
        timed = _Timed(self.fp.detach())
        self.fp = io.BufferedReader(timed)
        timed.limit = self.seconds
        super().begin()
        timed.limit = self.seconds if self.whole else math.inf
