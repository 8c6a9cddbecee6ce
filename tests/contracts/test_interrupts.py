"""Being asked to end sets a flag, and the one who waits ends the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from contracts.interrupts import ENDS, interruptible, uninterrupted

HEARD: list[int] = []


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """What hears the signals outside of a run."""
    before = {each: signal.signal(each, lambda number, _: HEARD.append(number)) for each in ENDS}
    HEARD.clear()
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def signalled(*numbers: int, error: Exception | None = None) -> None:
    """Get some signals within a run; only the flag tells of the first."""
    with interruptible() as asked:
        assert not asked.is_set()
        for number in numbers:
            os.kill(os.getpid(), number)
        assert asked.is_set()
        if error is not None:
            raise error


@pytest.mark.parametrize("number", ENDS)
def test_a_signal_sets_the_flag_and_ends_the_run_afterwards(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        signalled(number)
    assert HEARD == []


def test_the_second_signal_is_heard_as_it_was_before() -> None:
    with pytest.raises(KeyboardInterrupt):
        signalled(signal.SIGTERM, signal.SIGTERM)
    assert HEARD == [signal.SIGTERM]
    os.kill(os.getpid(), signal.SIGINT)
    assert HEARD == [signal.SIGTERM, signal.SIGINT]


def test_an_error_within_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="wrong"):
        signalled(signal.SIGINT, error=ValueError("wrong"))


def test_another_thread_is_never_asked() -> None:
    flags: list[Event] = []

    def within() -> None:
        with interruptible() as asked:
            flags.append(asked)

    thread = Thread(target=within)
    thread.start()
    thread.join()
    assert [each.is_set() for each in flags] == [False]


def test_what_is_started_uninterrupted_hears_no_signal() -> None:
    code = "import signal; print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))"
    with uninterrupted():
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == f"{sorted(ENDS)}\n"
    assert not {*ENDS} & signal.pthread_sigmask(signal.SIG_BLOCK, [])
