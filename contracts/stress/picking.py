"""Which of the choices a user wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.errors import ContractError
from contracts.stress.shrinking import cut
from contracts.stress.values import Choice


def picked(
    choices: Sequence[Choice], *, only: Sequence[str] = (), without: Sequence[str] = (), chosen: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """The choices of some kinds and not of others, or those that are named.

    Args:
        choices: all there are.
        only: kinds; all where there are none.
        without: kinds.
        chosen: ids, with ``:LENGTH`` behind those whose text or list is to be shorter; whatever kind they are of.

    Raises:
        ContractError: there is no choice of such an id, or none at all.
    """
    if chosen:
        return tuple(_named(choices, chosen))
    found = tuple(each for each in choices if (not only or each.kind in only) and each.kind not in without)
    if not found:
        raise ContractError("there is no such difference to try", hint="say other kinds with --only and --without")
    return found


def _named(choices: Sequence[Choice], chosen: Sequence[str]) -> Iterator[Choice]:
    known = {each.id: each for each in choices}
    for name in chosen:
        own, _, length = name.partition(":")
        if own not in known or not (not length or length.isdecimal()):
            hint = "ids are those of reports about the same document, client, --seed and --items"
            raise ContractError(f"there is no difference {name}", hint=hint)
        yield cut(known[own], int(length)) if length and known[own].weight else known[own]
