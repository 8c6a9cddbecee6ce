"""Room for questions that go deeper than Python's stack: schemas that refer to schemas, hundreds in a row."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

_FRAMES = 100_000
_STACK = 512 * 1024 * 1024
"""Bytes; only what is used is taken from the machine."""
_one_at_a_time = threading.Lock()

Answer = TypeVar("Answer")


def deeply(ask: Callable[[], Answer]) -> Answer:
    """The answer to a question; where the stack is too small for it, it is asked again where there is more room.

    Raises:
        RecursionError: it is too deep even there.
    """
    try:
        return ask()
    except RecursionError:
        with _one_at_a_time:
            return _with_room(ask)


def _with_room(ask: Callable[[], Answer]) -> Answer:
    from concurrent.futures import Future

    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:
            answer.set_exception(error)

    frames, stack = sys.getrecursionlimit(), threading.stack_size(_STACK)
    sys.setrecursionlimit(max(frames, _FRAMES))
    try:
        thread = threading.Thread(target=run, name="deep question")
        thread.start()
        thread.join()
    finally:
        threading.stack_size(stack)
        sys.setrecursionlimit(frames)
    return answer.result()
