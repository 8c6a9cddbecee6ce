"""``ringback compare-live``: whether a server publishes what a document says."""

from __future__ import annotations

import click

from contracts.compat.drift import drift
from ringback import accounts, kinds, presenting
from ringback.comparing import Judging, judging_options, tell
from ringback.config.commands import Section, deciding_as_diff
from ringback.documents import both, document_options, opened
from ringback.headings import Command
from ringback.output import Written, report_options
from ringback.policies import as_decided
from specs import published, source
from specs.options import Options


@click.command(cls=Command)
@click.argument("spec")
@click.argument("url", type=kinds.URL)
@document_options
@report_options
@judging_options("note")
@click.option(
    "--credentials",
    type=kinds.Written(accounts.CREDENTIALS, "environment, file:PATH or keyring:SERVICE"),
    default="environment",
    show_default=True,
    metavar="WHERE",
    help="Where the credentials for the server are: environment, file:PATH, keyring:SERVICE.",
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error.")
@deciding_as_diff
@click.pass_context
def compare_live(
    context: click.Context,
    spec: str,
    url: str,
    options: Options,
    written: Written,
    judging: Judging,
    credentials: str,
    *,
    quiet: bool,
    section: Section,
) -> None:
    """Tell whether what a server publishes still matches SPEC.

    URL is that of the server's OpenAPI document, or of its API: then the usual places are tried, such as /openapi.json
    and /v3/api-docs. Told are differences in both directions, those that break clients of SPEC first; hosts may differ.

    A server that asks for credentials gets those of the environment, and nobody else does: RINGBACK_TOKEN as a bearer
    token, or else RINGBACK_USER (or RINGBACK_EMAIL) and RINGBACK_PASSWORD by HTTP Basic, and RINGBACK_API_KEY where
    SPEC says that a key is sent.

    What may pass, and other severities, stand in [diff] of ringback.toml. Exit code: 0 when both say the same, 1 when
    they differ (--fail-on breaking: only when clients break), 2 when the documents could not be compared.
    """
    ours = source.read(spec)
    shown = presenting.fields(accounts.credentials(credentials), lambda: opened(ours, options, quiet=True))
    live = published.read(url, shown)
    documents = both(ours, live, (options, options), quiet=quiet)
    report = judging.narrow(as_decided(section)(drift(*documents), *documents))
    tell(report, written, quiet=quiet)
    context.exit(judging.fails(report))
