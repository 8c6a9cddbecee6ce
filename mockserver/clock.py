"""The time that a mock goes by: the system's, unless somebody has set or stopped it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from datetime import datetime

from mockserver.errors import MockError

system = time.time
"""The system's clock: seconds since 1970. Nothing else of the mock looks at it."""
LATEST = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970: no later one can be written as a date."""


class Clock:
    """The time in seconds since 1970; can be set, moved and stopped while mocks go by it.

    Args:
        base: what it follows; read again at each call.
    """

    def __init__(self, base: Callable[[], float] = system) -> None:
        self._base = base
        self._offset = 0.0
        self._stopped: float | None = None
        self._earliest = base()
        self._begun: tuple[float, float | None, float] = (0.0, None, self._earliest)
        self._listeners: tuple[Callable[[], object], ...] = ()
        self._others: Callable[[], object] | None = None
        self._lock = threading.Lock()

    def apart(self) -> Clock:
        """A clock that tells the same time, and is set by itself from then on; it has the same listeners."""
        other = Clock(self._base)
        other._listeners = self._listeners
        other.become(self.state, begun=True)
        return other

    @property
    def state(self) -> tuple[float, float | None, float]:
        """What another clock becomes in order to tell the same: see ``become``."""
        return self._offset, self._stopped, self._earliest

    def become(self, state: tuple[float, float | None, float], *, begun: bool = False) -> None:
        """Tell the time as another clock does, and with ``begun`` as it is at the start, too."""
        with self._lock:
            self._offset, self._stopped, self._earliest = state
            self._begun = state if begun else self._begun
        self._tell()

    def listen(self, listener: Callable[[], object]) -> None:
        """Have it told whenever the clock is set, stopped or goes on."""
        self._listeners = (*self._listeners, listener)

    def follow(self, look: Callable[[], object]) -> None:
        """Others set it, too: looking makes it as they have set it."""
        self._others = look

    @property
    def followed(self) -> bool:
        """Whether others set it, too."""
        return self._others is not None

    def look(self) -> None:
        """Be as others have set it, if any do; what they cannot be asked for raises what they have to say."""
        if self._others is not None:
            self._others()

    def __call__(self) -> float:
        """The time now; at the end of the calendar it stops."""
        stopped = self._stopped
        return min(self._base() + self._offset, LATEST) if stopped is None else stopped

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._stopped is not None

    @property
    def offset(self) -> float:
        """Seconds that it is ahead of what it follows."""
        stopped = self._stopped
        return self._offset if stopped is None else stopped - self._base()

    @property
    def moved(self) -> bool:
        """Whether it may tell another time than the system's."""
        return bool(self._offset) or self._stopped is not None or self._base is not system

    def passed(self, moment: float) -> bool:
        """Whether a moment has come since it began, or since the earliest time that it was set to."""
        return self._earliest < moment <= self()

    def until(self, moment: float) -> float:
        """Seconds that go by until it is a moment, if nobody sets it; infinitely many where it stands still."""
        return math.inf if self.frozen else moment - self()

    def set(self, now: float) -> None:
        """Make it another time; a clock that stands still goes on standing.

        Raises:
            MockError: no calendar has such a time.
        """
        if not (math.isfinite(now) and 0 <= now <= LATEST):
            raise MockError("the time is out of range", hint=f"seconds since 1970: 0 to {LATEST}")
        with self._lock:
            self._offset = now - self._base()
            self._stopped = None if self._stopped is None else now
            self._earliest = min(self._earliest, now)
        self._tell()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once; negative ones go back. Raises MockError: as ``set``."""
        self.set(self() + seconds)

    def freeze(self) -> None:
        """Stand still from now on."""
        with self._lock:
            self._stopped = self._base() + self._offset if self._stopped is None else self._stopped
        self._tell()

    def resume(self) -> None:
        """Go on from where it stands."""
        with self._lock:
            if self._stopped is not None:
                self._offset, self._stopped = self._stopped - self._base(), None
        self._tell()

    def reset(self) -> None:
        """Be as at the start: follow what it follows, without any difference unless it began with one."""
        with self._lock:
            self._offset, self._stopped, self._earliest = self._begun
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def instant(now: float | str) -> float:
    """Seconds since 1970 of these, or of a date and a time. Raises MockError: no calendar has it."""
    if not isinstance(now, str):
        return float(now)
    try:
        return datetime.fromisoformat(now).timestamp()
    except ValueError as error:  # of a leap second, for one, which has a date but no calendar here
        raise MockError(f"{now[:40]!r} cannot be set") from error
