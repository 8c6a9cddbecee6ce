"""Documents that follow each other: every older one compared with every newer one, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from contracts.compat.calendar import calendar
from contracts.compat.matrix import matrix
from contracts.compat.subset import subset
from contracts.errors import ContractError
from contracts.findings import Report
from contracts.render import series
from contracts.render.inert import one_line
from contracts.render.series import model
from contracts.render.series.model import Pair, Part, Release, Series
from ringback.comparing import FAILS
from ringback.output import Written, put
from ringback.progress import bar
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
    found: Mapping[tuple[int, int], Report] | None = None,
) -> Series:
    """All documents of a series compared with each other, with progress on standard error.

    Args:
        title: what the series is called.
        members: the oldest first.
        see: a comparison of two documents as a policy sees it.
        quiet: no progress.
        paged: whether each pair of neighbours gets a page of its own.
        parts: the smaller APIs that are to be parts of this one, by what a command calls them.
        found: what pairs came to, where they were compared before.
    """
    documents = [document for _, document in members]
    found = _found(documents, quiet=quiet) if found is None else found
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


def _found(members: Sequence[Document], *, quiet: bool) -> Mapping[tuple[int, int], Report]:
    pairs = len(members) * (len(members) - 1) // 2
    columns = (TextColumn("Comparing releases"), BarColumn(), MofNCompleteColumn())
    with bar(*columns, quiet=quiet) as progress:
        task = progress.add_task("", total=pairs)
        return matrix(members, progress=lambda done, _: progress.update(task, completed=done))


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


def labelled(documents: Sequence[tuple[str, Document]]) -> list[tuple[Release, Document]]:
    """Documents and their names as releases, each called by its version where all say one of their own."""
    versions = [document.release for _, document in documents]
    own = all(versions) and len(set(versions)) == len(versions)
    releases = [_release(name) for name, _ in documents]
    return [
        (replace(release, version=version if own else release.name), document)
        for release, version, (_, document) in zip(releases, versions, documents, strict=True)
    ]


def _release(name: str) -> Release:
    if catalog.is_catalogue_name(name) and not Path(name).exists():
        return told(catalog.find(name))
    return Release(version="", file=name, name=name)


def titled(names: Sequence[str], members: Sequence[tuple[Release, Document]]) -> str:
    """What a series is called: as its documents are where that is one name, else by what a user named."""
    titles = {document.title for _, document in members}
    return titles.pop() or names[0] if len(titles) == 1 else ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def ended(found: Series, fail_on: str, written: Written, *, quiet: bool) -> int:
    """Write the index of a series; the exit code.

    Raises:
        ContractError: a pair could not be compared, or the report cannot be written.
    """
    if not all(pair.report.judged for pair in found.pairs):
        raise ContractError("no operation was compared", hint="all documents must describe operations")
    put(series.FORMATS, found, written)
    if written.only_to_files and not quiet:
        click.echo(one_line(f"{found.api}: {model.headline(found)} {model.extent(found)}"), err=True)
    return int(fails(found.pairs, fail_on))


def fails(pairs: Iterable[Pair], fail_on: str) -> bool:
    """Whether a finding that running clients meet, in any pair, makes the exit code 1."""
    return any(FAILS[fail_on](each) for pair in pairs for each in pair.findings)
