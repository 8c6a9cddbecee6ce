from __future__ import annotations

import math

import pytest

from mockserver.clock import LATEST, Clock
from mockserver.errors import MockError


def test_a_clock_follows_until_it_is_told_otherwise() -> None:
    now = [100.0]
    clock = Clock(lambda: now[0])
    assert (clock(), clock.frozen, clock.offset) == (100, False, 0)
    clock.set(1000)
    now[0] += 5
    assert clock() == 1005
    clock.advance(60)
    assert (clock(), clock.offset) == (1065, 960)
    clock.freeze()
    now[0] += 5
    clock.freeze()
    assert (clock(), clock.frozen) == (1065, True)
    clock.advance(-65)
    now[0] += 5
    assert clock() == 1000
    clock.resume()
    clock.resume()
    now[0] += 1
    assert clock() == 1001
    clock.reset()
    assert (clock(), clock.frozen) == (116, False)


@pytest.mark.parametrize("now", [-1, LATEST + 1, math.inf, math.nan])
def test_no_time_beyond_the_calendar_is_taken(now: float) -> None:
    clock = Clock(lambda: 5.0)
    with pytest.raises(MockError, match="the time is out of range"):
        clock.set(now)
    assert clock() == 5


def test_time_stops_at_the_end_of_the_calendar() -> None:
    now = [0.0]
    clock = Clock(lambda: now[0])
    clock.set(LATEST)
    now[0] += 5
    assert clock() == LATEST


def test_a_clock_that_nobody_has_set_is_ahead_of_nothing() -> None:
    assert Clock(map(float, range(9)).__next__).offset == 0
