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


def test_moments_pass_since_it_began_or_was_set_back() -> None:
    now = [100.0]
    clock = Clock(lambda: now[0])
    assert [clock.passed(each) for each in (50, 100, 150)] == [False, False, False]
    now[0] = 160
    assert [clock.passed(each) for each in (50, 100, 150, 170)] == [False, False, True, False]
    clock.set(40)
    assert not clock.passed(50)
    clock.advance(20)
    assert clock.passed(50)
    assert clock.apart().passed(50)
    clock.reset()
    assert not clock.passed(50)


def test_whoever_listens_is_told_of_every_change_but_of_time_that_goes_by() -> None:
    told: list[float] = []
    clock = Clock(lambda: 100.0)
    clock.listen(lambda: told.append(clock()))
    clock.advance(5)
    clock.freeze()
    clock.apart().set(7)
    assert clock.until(200) == math.inf
    clock.resume()
    clock.reset()
    assert (told[:2], told[-1], clock.until(130), clock.moved) == ([105, 105], 100, 30, True)
    assert not Clock().moved
