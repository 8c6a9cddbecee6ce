"""``ringback compare-live``: whether a server publishes what a document says."""

from __future__ import annotations

import os

import click

from contracts.compat.drift import drift
from ringback.comparing import Judging, judging_options, tell
from ringback.documents import both, document_options
from ringback.headings import Command
from ringback.kinds import URL
from ringback.output import Written, report_options
from specs import published
from specs.options import Options


@click.command(cls=Command)
@click.argument("spec")
@click.argument("url", type=URL)
@document_options
@report_options
@judging_options("note")
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@click.pass_context
def compare_live(
    context: click.Context,
    spec: str,
    url: str,
    options: Options,
    written: Written,
    judging: Judging,
    *,
    quiet: bool,
) -> None:
    """Tell whether what a server publishes still matches SPEC.

    URL is that of the server's OpenAPI document, or of its API: then the usual places are tried, such as /openapi.json
    and /v3/api-docs. A server that asks for credentials gets the bearer token in RINGBACK_TOKEN, and nobody else does.
    Told are differences in both directions, those that break clients of SPEC first; hosts may differ. Exit code: 0
    when both say the same, 1 when they differ (--fail-on breaking: only when clients break), 2 when the documents
    could not be compared.
    """
    live = published.read(url, os.environ.get("RINGBACK_TOKEN", ""))
    report = judging.narrow(drift(*both(spec, live, (options, options), quiet=quiet)))
    tell(report, written, quiet=quiet)
    context.exit(judging.fails(report))
