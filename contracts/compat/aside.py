"""Half of a comparison in a process of its own, which knows all that was read; alone where there is no second one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Outcome = TypeVar("Outcome")


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
        finally:
            receiving.close()
            process.join()
        return found

    return outcome


def _send(work: Callable[[], Outcome], receiving: Connection, sending: Connection) -> None:
    receiving.close()  # so that it is noticed here when nobody waits any more
    try:
        found = work()
    except Exception:
        return  # it is met again where the work is done once more, and told there
    sending.send(found)
