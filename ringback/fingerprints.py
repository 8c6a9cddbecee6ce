"""Findings by their fingerprint, or by its first digits."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.errors import ContractError

_SHORTEST = 4
"""Digits with which somebody means one finding, and not any."""


def meant(digits: str, known: Iterable[str], where: str) -> str:
    """The fingerprint that begins with some digits.

    Args:
        digits: the first ones, or all.
        known: the fingerprints that there are.
        where: what has them, for messages.

    Raises:
        ContractError: none begins so, or several do.
    """
    found = {each for each in known if each.startswith(digits.lower())}
    if not found or len(digits) < _SHORTEST:
        hint = f"give {_SHORTEST} digits or more of a fingerprint that it has"
        raise ContractError(f"{where}: no finding has the fingerprint {digits[:40]!r}", hint=hint)
    if len(found) > 1:
        raise ContractError(f"{where}: {len(found)} findings begin with {digits}", hint=", ".join(sorted(found)))
    return found.pop()
