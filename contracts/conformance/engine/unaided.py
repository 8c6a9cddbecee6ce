"""What is made up follows from document and seed alone: not from the modules that a process happens to have loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

_LOOKS = "_get_local_constants"
"""What Hypothesis calls its function that looks for them; a test fails where another release calls it otherwise."""


@contextmanager
def unaided() -> Iterator[None]:
    """Hypothesis mixes in no constants of the source of modules that are no installed packages.

    It looks for them whenever a module was loaded since, so that the same seed came to other requests in another
    process, or in another order of the same operations.
    """
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    none = Constants()
    with patch.object(providers, _LOOKS, lambda: none, create=True):
        providers.CONSTANTS_CACHE.cache.clear()  # it holds what was chosen among constants before
        try:
            yield
        finally:
            providers.CONSTANTS_CACHE.cache.clear()
