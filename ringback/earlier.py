"""The releases before a document, where its name tells which they are: of the catalogue, and of a Git repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from specs import catalog, revisions
from specs.errors import SpecError

if TYPE_CHECKING:
    from specs.model import Document

_LOOKED_AT = 100
"""Revisions of a file that are looked at for releases of their own."""


def before(document: Document, number: int, read: Callable[[str], Document]) -> tuple[Document, ...]:
    """The last releases before a document, the oldest first: fewer where fewer are known, or one cannot be read.

    Args:
        document: of the catalogue, or of a revision; any other has none.
        number: how many are wanted.
        read: opens one of them.
    """
    found = islice(_others(document, islice(_names(document.source.name), _LOOKED_AT), read), number)
    return tuple(reversed([*found]))


def _names(name: str) -> Iterator[str]:
    """What earlier states of a document are called, the latest first."""
    if catalog.is_catalogue_name(name):
        release = catalog.find(name)
        yield from (each.name for each in reversed(catalog.releases(release.api)[: release.position]))
    else:
        yield from revisions.history(name)


def _others(document: Document, names: Iterable[str], read: Callable[[str], Document]) -> Iterator[Document]:
    """The documents of other releases than those before them: a release may have been written in several steps."""
    known = {document.release}
    for name in names:
        try:
            found = read(name)
        except SpecError:  # what cannot be read says nothing of what it deprecated
            return
        if found.release not in known:
            known.add(found.release)
            yield found
