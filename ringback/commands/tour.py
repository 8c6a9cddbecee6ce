"""``ringback tour``: the three jobs done on phonebridge, for real, in under a minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from contracts.findings import Finding, Report, Severity
from ringback import conversation
from ringback.conversation import Account
from ringback.headings import Command

if TYPE_CHECKING:
    from rich.status import Status

API = "phonebridge-webapp"
OLD, NEW = f"{API}@1.3.7", f"{API}@1.3.8"
EXAMPLES = 5
SECONDS = 15
SEED = 1
_LONGEST = 100


@click.command(cls=Command)
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default="ringback-tour",
    show_default=True,
    help="Folder to write the report to.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
@click.pass_context
def tour(context: click.Context, output_dir: Path, *, quiet: bool) -> None:
    """See the three jobs of ringback done on phonebridge in under a minute.

    A mock is started and talked to, tested against its own document, two releases are compared, and the reports of
    all nine are written. Exit code: 0 when all went as it should (that releases break is expected), 1 when the mock
    did not do as its document says, 2 when something could not be run.
    """
    started = time.monotonic()
    guide = _Guide(quiet=quiet)
    who = conversation.account()
    with conversation.mock(NEW) as url:
        sound = _talk(guide, url, who) and _test(guide, url, who)
    _compare(guide)
    index = _report(guide, output_dir / API)
    click.echo(f"\nDone in {time.monotonic() - started:.0f} seconds. {_CLOSING if sound else _FAILED}")
    click.echo(_NEXT.format(index=index))
    context.exit(0 if sound else 1)


_CLOSING = "The mock did all that its document says."
_FAILED = "The mock did NOT do as its document says: see above."
_NEXT = f"""\
The report: {{index}}

Try next:
  ringback mock {NEW} --port 4010
  ringback test your-api.yaml --url http://localhost:8000
  ringback diff your-api-1.yaml your-api-2.yaml"""


class _Guide:
    """Says on standard error what is going on; what was found goes to standard output."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._step = 0

    @contextmanager
    def step(self, title: str) -> Iterator[Status]:
        """One of the four parts."""
        self._step += 1
        click.echo(f"\n{self._step}. {title}")
        with self._console.status("…") as status:
            yield status


def _talk(guide: _Guide, url: str, who: Account) -> bool:
    with guide.step(f"Mock: {NEW} at {url}, and the conversation of the vendor's page"):
        lines = []
        for line in conversation.conversation(url, who):
            click.echo(f"   {line.told}")
            lines.append(line)
        return all(line.as_expected for line in lines)


def _test(guide: _Guide, url: str, who: Account) -> bool:
    with guide.step("Test: valid and invalid requests made up from the document") as status:
        status.update("loading schemathesis")
        import specs
        from contracts.conformance.run import Choices, Credentials, run

        report = run(
            specs.load(NEW),
            url,
            Choices(seed=SEED, max_examples=EXAMPLES, max_seconds=SECONDS),
            credentials=Credentials(identifier=who.email, password=who.password),
            progress=lambda now: status.update(f"{now.phase}: {now.cases} requests · {now.operation}"),
        )
    failures = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    facts = report.facts
    click.echo(
        f"   {report.judged} operations, {facts['cases']} requests, {facts['checks']} checks: {len(failures)} failures"
    )
    for finding in failures:
        click.echo(f"   ✗ {', '.join(finding.operations)}: {finding.message}")
    return bool(report.judged) and not failures


def _compare(guide: _Guide) -> None:
    with guide.step(f"Compare: {OLD} with {NEW}"):
        import specs
        from contracts.compat.compare import compare

        report = compare(specs.load(OLD), specs.load(NEW))
    for line in _breaks(report):
        click.echo(f"   {line}")


def _breaks(report: Report) -> Iterator[str]:
    from contracts.render import as_text

    yield next(iter(as_text.summary(report)))
    for finding in report.breaking:
        yield f"✗ {finding.message}"
        yield from (f"    {line}" for line in _shown(finding))


def _shown(finding: Finding) -> Iterator[str]:
    """The witness in two lines: the message; who refuses it, and why."""
    witness = finding.witness
    if witness is None:
        return
    if witness.request is not None and witness.response is None:
        query = f"?{witness.request.query}" if witness.request.query else ""
        message = f"{witness.request.method} {witness.request.path}{query} {witness.request.body.decode()}".rstrip()
    else:
        message = witness.response.body.decode() if witness.response else ""
    yield message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
    where = " ".join(part for part in (witness.place, witness.name, witness.pointer) if part)
    yield f"the {witness.refused_by} release refuses it: {where}: {witness.reason}"


def _report(guide: _Guide, folder: Path) -> Path:
    with guide.step("Report: every release with every later one"):
        from ringback.commands import report
        from ringback.series import of_catalogue
        from specs import catalog

        series = of_catalogue(catalog.select(API), quiet=True)
        index = report.write(report.files(series), folder)
    breaking = sum(bool(each.breaking) for each in series.reports.values())
    click.echo(f"   {len(series.reports)} pairs of releases, {breaking} of them break clients: {index}")
    return index
