"""How much a run sends, how fast, how much at a time, and when it waits or stops."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from contracts.live.budget import Spending, seconds
from contracts.live.profile import Budget


class Clock:
    """Time that goes by only where somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 100.0, list[float]()

    def __call__(self) -> float:
        return self.now

    def sleep(self, wait: float) -> None:
        """Wait."""
        self.waits.append(wait)
        self.now += wait


def spending(clock: Clock, **budget: float) -> Spending:
    return Spending(Budget(**budget), clock, clock.sleep)  # type: ignore[arg-type]


def spent(spending: Spending, count: int) -> list[str]:
    """Why each of some requests is not sent."""
    told = []
    for _ in range(count):
        with spending.one() as stopped:
            told.append(stopped)
    return told


def test_requests_are_no_more_a_second_than_was_said() -> None:
    clock = Clock()
    assert spent(spending(clock, per_second=4), 9) == [""] * 9
    assert clock.now == 100 + 8 / 4


def test_what_was_not_sent_is_not_saved_up() -> None:
    clock = Clock()
    slow = spending(clock, per_second=1)
    spent(slow, 1)
    clock.now += 60
    spent(slow, 3)
    assert clock.waits == [1, 1]


def test_a_run_ends_with_its_time() -> None:
    clock = Clock()
    assert spent(spending(clock, per_second=1, seconds=2.5), 5) == [""] * 3 + ["the budget of 2.5 seconds is spent"] * 2


def test_no_more_is_waited_for_at_the_same_time_than_was_said() -> None:
    both, over, now, most = Spending(Budget(at_once=2, per_second=1e9)), threading.Event(), list[int](), list[int]()
    entered = threading.Semaphore(0)

    def one() -> None:
        with both.one():
            now.append(1)
            most.append(len(now))
            entered.release()
            assert over.wait(20)
            now.pop()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for each in threads:
        each.start()
    assert entered.acquire(timeout=20)
    assert entered.acquire(timeout=20)
    assert not entered.acquire(timeout=0.05)
    over.set()
    for each in threads:
        each.join()
    assert max(most) == 2


@pytest.mark.parametrize(("status", "wait"), [(429, 7.0), (503, 7.0), (200, 0.0)])
def test_who_asks_to_be_left_alone_for_a_while_is(status: int, wait: float) -> None:
    clock = Clock()
    asked = spending(clock, per_second=1e6)
    spent(asked, 1)
    asked.answered(status, 0, 7.0)
    assert spent(asked, 1) == [""]
    assert sum(clock.waits) == pytest.approx(wait, abs=1e-3)


def test_nobody_waits_for_hours() -> None:
    asked = spending(Clock())
    asked.answered(429, 0, 3_600)
    assert spent(asked, 1) == ["the server asked to be left alone for 3600 seconds"]


def test_errors_stop_a_run_only_in_a_row() -> None:
    failing = spending(Clock(), errors=3)
    for status in (500, 0, 404, 503, 500):
        failing.answered(status, 0, None)
    assert not failing.stopped
    failing.answered(0, 0, None)
    assert failing.stopped == "3 errors in a row"


def test_what_follows_from_a_request_is_counted_too() -> None:
    few = spending(Clock(), requests=2)
    assert [few.more() for _ in range(3)] == [True, True, False]
    assert (few.requests, few.stopped) == (2, "the budget of 2 requests is spent")


def test_a_retry_after_is_read_in_both_forms() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert seconds("120") == 120
    assert 80 < (seconds(format_datetime(soon, usegmt=True)) or 0) <= 90
    assert seconds(format_datetime(soon - timedelta(hours=1), usegmt=True)) == 0
    assert [seconds(each) for each in (None, "", "soon", "-1")] == [None] * 4
