"""``ringback changelog``: what is new in a document, for the people who use the API."""

from __future__ import annotations

import click

from contracts.compat import changelog as made
from contracts.errors import ContractError
from contracts.render.changelog import FORMATS, phrases
from contracts.render.inert import one_line
from ringback.comparing import against_option, ends
from ringback.config.commands import Section, deciding_as_diff
from ringback.documents import both, document_options
from ringback.headings import Command
from ringback.output import Written, put, written_options
from ringback.policies import as_decided
from specs.options import Options


@click.command(cls=Command)
@click.argument("names", metavar="[OLD] [NEW]", nargs=-1)
@document_options
@against_option
@written_options(FORMATS)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@deciding_as_diff
def changelog(
    names: tuple[str, ...],
    options: Options,
    against: str | None,
    written: Written,
    *,
    quiet: bool,
    section: Section,
) -> None:
    """Tell what is new between two documents: what was added, changed, deprecated and removed.

    OLD and NEW are as for ringback diff: paths, URLs, files at a Git revision, catalogue names, or a range in place of
    both. Everything that differs is told, in the words of the documents, and marked where it breaks clients,
    unless [diff] of ringback.toml lets it pass. Exit code: 0, or 2 when the documents could not be compared; ringback
    diff is the one that judges.
    """
    old, new = both(*ends(names, against), (options, options), quiet=quiet)
    told = made.changelog(old, new, as_decided(section))
    if not told.judged:
        raise ContractError("no operation was compared", hint="both documents must describe operations")
    put(FORMATS, told, written)
    if written.only_to_files and not quiet:
        click.echo(one_line(f"{phrases.title(told)}: {phrases.headline(told)}"), err=True)
