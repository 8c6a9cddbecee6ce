"""Signs in a document that a status is meant for a refusal of some kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from specs.model import Operation

_GENERAL = (400, 422)
"""Statuses that documents give for all that may be wrong with a request: what is wrong has to be in the description."""


def statuses(operation: Operation, wanted: Iterable[int], words: re.Pattern[str]) -> tuple[int, ...]:
    """Those of some statuses with which an operation may refuse a request.

    Args:
        operation: its own entries count, not those of ranges or of everything else.
        wanted: best first.
        words: what the description of a status for anything says where it is meant.
    """
    return tuple(_meant(operation, tuple(wanted), words))


def _meant(operation: Operation, wanted: tuple[int, ...], words: re.Pattern[str]) -> Iterator[int]:
    described = {entry.status: entry.description for entry in operation.responses}
    for status in wanted:
        told = described.get(str(status))
        if told is not None and (status not in _GENERAL or words.search(told)):
            yield status
