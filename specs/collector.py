"""The collector of garbage: kept from searching what is known to be none, and told when there is much of it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """A large document is millions of objects and no garbage: searched again and again, that takes most of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def reclaim() -> None:
    """Give memory back when something large is needed no more, such as the model of a document that was replaced.

    Such models refer to themselves. Of its own, Python looks for garbage among what is old only when a quarter of all
    objects is new, and never among what was frozen; until then several of them pile up. The allocator of glibc keeps
    the pages they were on, too.
    """
    gc.unfreeze()
    gc.collect()
    if sys.platform == "linux":
        import ctypes  # of use to nobody else here

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)
