"""``ringback matrix``: what breaks between any two of several documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from contracts.errors import ContractError
from contracts.render import series
from contracts.render.inert import one_line
from contracts.render.series import model
from contracts.render.series.model import Release, Series
from ringback.baselines import baseline_option
from ringback.comparing import FAILS, fail_on_option
from ringback.config.commands import Section, deciding_as_diff
from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.output import Written, put, written_options
from ringback.policies import as_decided
from ringback.series import compared, told
from specs import catalog, globs
from specs.model import Document
from specs.options import Options


@click.command(cls=Command)
@click.argument("names", metavar="SERIES...", nargs=-1, required=True)
@document_options
@click.option(
    "--part",
    "parts",
    metavar="NAME",
    multiple=True,
    help="Tell whether this smaller API is a part of each, and what breaks its users; repeatable.",
)
@written_options(series.FORMATS)
@fail_on_option()
@baseline_option
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@deciding_as_diff
@click.pass_context
def matrix(
    context: click.Context,
    names: tuple[str, ...],
    options: Options,
    parts: tuple[str, ...],
    written: Written,
    fail_on: str,
    baselines: tuple[str, ...],
    *,
    quiet: bool,
    section: Section,
) -> None:
    """Tell what breaks between any two of several documents, as a table of older and newer ones.

    SERIES are the documents, the oldest first: paths, URLs, files at a Git revision, patterns in quotes such as
    'api-*.yaml' (1.10 comes after 1.9), an API of the catalogue, or a range of its releases. What may pass, and other
    severities, stand in [diff] of ringback.toml, and in the files of --baseline. Exit code: 0 when nothing fails in any
    pair, 1 when something does, 2 when the documents could not be compared.
    """
    members = _labelled([(_release(name), opened(name, options, quiet=quiet)) for name in _each(names)])
    see = as_decided(section, baselines=baselines)
    smaller = [(name, opened(name, options, quiet=quiet)) for name in parts]
    found = compared(_title(names, members), members, see, quiet=quiet, paged=False, parts=smaller)
    if not all(pair.report.judged for pair in found.pairs):
        raise ContractError("no operation was compared", hint="all documents must describe operations")
    put(series.FORMATS, found, written)
    if written.only_to_files and not quiet:
        click.echo(one_line(f"{found.api}: {model.headline(found)} {model.extent(found)}"), err=True)
    context.exit(fails(found, fail_on))


def fails(found: Series, fail_on: str) -> bool:
    """Whether a finding that running clients meet, in any pair, makes the exit code 1."""
    return any(FAILS[fail_on](each) for pair in found.pairs for each in pair.findings)


def _each(names: Sequence[str]) -> list[str]:
    """The names of the documents, in their order.

    Raises:
        ContractError: there are fewer than two, or one comes twice.
        SpecError: a pattern or a range means nothing.
    """
    each = [one for name in names for one in _meant(name)]
    if len(each) < 2:
        raise ContractError(
            "a series needs two documents", hint="name more, or a pattern in quotes such as 'api-*.yaml'"
        )
    twice = [name for name, times in Counter(each).items() if times > 1]
    if twice:
        raise ContractError(f"{twice[0]} is there twice", hint="name each document once")
    return each


def _meant(name: str) -> Iterator[str]:
    if globs.is_pattern(name):
        yield from globs.expand(name).values()
    elif catalog.is_catalogue_name(name) and not Path(name).exists():
        yield from (release.name for release in catalog.select(name))
    else:
        yield name


def _release(name: str) -> Release:
    if catalog.is_catalogue_name(name) and not Path(name).exists():
        return told(catalog.find(name))
    return Release(version="", file=name, name=name)


def _labelled(members: list[tuple[Release, Document]]) -> list[tuple[Release, Document]]:
    """Each called by the version that it says, where all say one of their own; else by its name."""
    versions = [document.release for _, document in members]
    own = all(versions) and len(set(versions)) == len(versions)
    return [
        (replace(release, version=version if own else release.name), document)
        for (release, document), version in zip(members, versions, strict=True)
    ]


def _title(names: Sequence[str], members: Sequence[tuple[Release, Document]]) -> str:
    titles = {document.title for _, document in members}
    return titles.pop() or names[0] if len(titles) == 1 else ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
