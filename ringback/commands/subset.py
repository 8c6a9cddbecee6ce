"""``ringback subset``: whether one API is truly a part of another."""

from __future__ import annotations

import click

from contracts.compat import subset as made
from ringback.comparing import tell
from ringback.config.commands import Section, deciding_as_diff
from ringback.documents import both, document_options
from ringback.headings import Command
from ringback.output import Written, report_options
from ringback.policies import as_decided
from specs.options import Options


@click.command(cls=Command)
@click.argument("client")
@click.argument("full")
@document_options
@report_options
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@deciding_as_diff
@click.pass_context
def subset(
    context: click.Context,
    client: str,
    full: str,
    options: Options,
    written: Written,
    *,
    quiet: bool,
    section: Section,
) -> None:
    """Tell whether the API of CLIENT is truly a part of the API of FULL.

    Every operation and every schema that CLIENT names must be in FULL, with all that it says of them, so that a client
    written against CLIENT can call a server of FULL. What FULL has beyond that does not matter. Both are paths, URLs, -
    for standard input, files at a Git revision, or catalogue names. What may pass stands in [diff] of ringback.toml.
    Exit code: 0 for a part, 1 for none, 2 when the documents could not be compared.
    """
    documents = both(client, full, (options, options), quiet=quiet)
    report = as_decided(section, severities=False)(made.subset(*documents), *documents)
    tell(report, written, quiet=quiet)
    context.exit(bool(report.findings))
