"""Documents that follow each other: every older one compared with every newer one, with progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from contracts.compat.calendar import calendar
from contracts.compat.matrix import matrix
from contracts.compat.subset import subset
from contracts.findings import Report
from contracts.render.series.model import Part, Release, Series
from specs import catalog, load
from specs.catalog import Release as Known
from specs.model import Document

See = Callable[[Report, Document, Document], Report]


def told(release: Known) -> Release:
    """A release of the catalogue, as reports tell it."""
    return Release(
        version=release.version,
        file=release.file,
        name=release.name,
        date=release.date.isoformat(),
        origin=release.origin,
    )


def _as_is(report: Report, *_: Document) -> Report:
    return report


def compared(
    title: str,
    members: Sequence[tuple[Release, Document]],
    see: See = _as_is,
    *,
    quiet: bool,
    paged: bool = True,
    parts: Sequence[tuple[str, Document]] = (),
) -> Series:
    """All documents of a series compared with each other, with progress on standard error.

    Args:
        title: what the series is called.
        members: the oldest first.
        see: a comparison of two documents as a policy sees it.
        quiet: no progress.
        paged: whether each pair of neighbours gets a page of its own.
        parts: the smaller APIs that are to be parts of this one, by what a command calls them.
    """
    pairs = len(members) * (len(members) - 1) // 2
    columns = (TextColumn("Comparing releases"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("", total=pairs)
        documents = [document for _, document in members]
        found = matrix(documents, progress=lambda done, _: progress.update(task, completed=done))
    reports = {(old, new): see(report, documents[old], documents[new]) for (old, new), report in found.items()}
    return Series(
        api=title,
        releases=tuple(release for release, _ in members),
        reports=reports,
        paged=paged,
        going=calendar(documents),
        day=members[-1][0].date,
        parts=tuple(_part(name, document, documents) for name, document in parts),
    )


def _part(name: str, document: Document, wholes: Sequence[Document]) -> Part:
    return Part(
        called=document.called,
        name=name,
        operations=tuple(operation.key for operation in document.operations),
        reports=tuple(subset(document, whole) for whole in wholes),
    )


def of_catalogue(releases: Sequence[Known], *, quiet: bool) -> Series:
    """A series of the catalogue, as ``compared``.

    Raises:
        SpecError: a document cannot be used.
    """
    members = [(told(release), load(release.name)) for release in releases]
    parts = [(part.name, load(part.name)) for part in catalog.parts(releases[0].api)]
    return compared(releases[0].api, members, quiet=quiet, parts=parts)
