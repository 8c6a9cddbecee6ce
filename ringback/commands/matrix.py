"""``ringback matrix``: what breaks between any two of several documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from contracts.errors import ContractError
from contracts.render import series
from ringback.baselines import baseline_option
from ringback.comparing import fail_on_option
from ringback.config.commands import Section, deciding_as_diff
from ringback.documents import document_options, opened
from ringback.headings import Command
from ringback.output import Written, written_options
from ringback.policies import as_decided
from ringback.series import compared, ended, labelled, titled
from ringback.shards.jobs import named
from ringback.shards.options import Spread, spread_options
from ringback.shards.pairs import Pairs
from specs import catalog, globs
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
@spread_options
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
    spread: Spread,
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
    each = _each(names)
    if spread.option:
        job = Pairs(
            series=names,
            documents=named(each, options, quiet=quiet),
            options=options,
            parts=parts,
            fail_on=fail_on,
            baselines=baselines,
        )
        context.exit(spread.ended(job, written, section, quiet=quiet))
    members = labelled([(name, opened(name, options, quiet=quiet)) for name in each])
    see = as_decided(section, baselines=baselines)
    smaller = [(name, opened(name, options, quiet=quiet)) for name in parts]
    found = compared(titled(names, members), members, see, quiet=quiet, paged=False, parts=smaller)
    context.exit(ended(found, fail_on, written, quiet=quiet))


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
