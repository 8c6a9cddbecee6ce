"""All pairs of a series of releases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from contracts.compat.compare import compare
from contracts.findings import Report
from specs.model import Document


def matrix(
    documents: Sequence[Document], *, progress: Callable[[int, int], None] | None = None
) -> Mapping[tuple[int, int], Report]:
    """Compare every older release with every newer one.

    Args:
        documents: in release order.
        progress: called with the number of pairs done and of all pairs.

    Returns:
        The reports by the places of the older and the newer release.
    """
    pairs = list(combinations(range(len(documents)), 2))
    reports: dict[tuple[int, int], Report] = {}
    for done, (older, newer) in enumerate(pairs, start=1):
        reports[older, newer] = compare(documents[older], documents[newer])
        if progress:
            progress(done, len(pairs))
    return reports
