"""Part of a comparison in a process of its own, which knows all that was read; alone where there is no second one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Outcome = TypeVar("Outcome")
_TOKEN, _MOST_BATCHES = 2, 1000
"""Bytes that stand for a batch of work, and how many there are: together they are written to a pipe at once."""


def possible() -> bool:
    """Whether this process may have a copy of itself at work beside it: a second core, and nobody else's threads."""
    return hasattr(os, "fork") and cores() > 1 and threading.active_count() == 1


def cores() -> int:
    """How many this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def aside(work: Callable[[], Outcome]) -> Callable[[], Outcome]:
    """Begin a piece of work in a copy of this process.

    Args:
        work: what comes of it can be pickled; what it changes is lost.

    Returns:
        What waits for the outcome. Where the copy came to none, the work is done here.
    """
    from multiprocessing import get_context

    forked = get_context("fork")
    receiving, sending = forked.Pipe(duplex=False)
    process = forked.Process(target=_send, args=(work, receiving, sending), daemon=True)
    process.start()
    sending.close()

    def outcome() -> Outcome:
        try:
            found: Outcome = receiving.recv()
        except (EOFError, OSError):
            return work()
        except BaseException:
            process.terminate()
            raise
        finally:
            receiving.close()
            process.join()
        return found

    return outcome


def shared(tasks: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Do pieces of work here and in a copy of this process, each by whoever is free; their outcomes in order."""
    batches = [tasks[number::_MOST_BATCHES] for number in range(min(len(tasks), _MOST_BATCHES))]
    taking, giving = os.pipe()
    with os.fdopen(taking, "rb", buffering=0) as waiting:
        with os.fdopen(giving, "wb") as tokens:
            tokens.write(b"".join(number.to_bytes(_TOKEN, "big") for number in range(len(batches))))

        def some() -> dict[int, list[Outcome]]:
            numbers = (int.from_bytes(token, "big") for token in iter(lambda: waiting.read(_TOKEN), b""))
            return {number: [task() for task in batches[number]] for number in numbers}

        there = aside(some)
        done = some()
        done |= there()
    outcomes = [
        done[number] if number in done else [task() for task in batch]  # what a copy took with it that came to nothing
        for number, batch in enumerate(batches)
    ]
    return [outcomes[place % len(batches)][place // len(batches)] for place in range(len(tasks))]


def _send(work: Callable[[], Outcome], receiving: Connection, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted ends its copies, and tells of it alone
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    receiving.close()  # so that it is noticed here when nobody waits any more
    try:
        found = work()
    except Exception:
        return  # it is met again where the work is done once more, and told there
    with suppress(OSError):  # nobody waits any more
        sending.send(found)
