"""Which checks are made."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from contracts.conformance.probes.table import NAMES
from contracts.errors import ContractError


def selected(only: Collection[str] = (), without: Collection[str] = ()) -> frozenset[str]:
    """The names of the checks to make.

    Args:
        only: those that are wanted; all where none is named.
        without: those that are not.

    Raises:
        ContractError: there is no check of such a name, or none is left.
    """
    for name in (*only, *without):
        if name not in NAMES:
            close = get_close_matches(name, sorted(NAMES), 1)
            hint = f"did you mean {close[0]}?" if close else "docs/test.md names them all"
            raise ContractError(f"no check is called {name!r}", hint=hint)
    chosen = (frozenset(only) or NAMES) - frozenset(without)
    if not chosen:
        raise ContractError("no check is left to make", hint="--without-check takes away what --check names")
    return chosen
