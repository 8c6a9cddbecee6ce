"""``ringback mock``: serve a document as an API that keeps its own contract."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ringback import fault_options, mounts
from ringback.config.commands import Section, configured
from ringback.documents import document_options, locale_option, opened, speaking
from ringback.explaining import explain, explaining_options
from ringback.headings import Command
from ringback.listening import host_option, port_option
from ringback.operating import operating_options
from ringback.verifying import Verifying, verify, verifying_options
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from mockserver.faults.values import Fault
    from mockserver.hosts.hosting import Host, Served
    from mockserver.overrides.values import Override
    from mockserver.pipeline import Mock
    from mockserver.state.said import Said
    from ringback.operating import Operating
    from specs.options import Options

T = TypeVar("T", "Override", "Fault", "Said")
_SHOWN = 30
"""Operations that are listed one by one at the start, of all documents together."""
_SHOWN_EACH = 5
"""And of each document at the least."""
_TOLD = 5


def _accounts(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    for value in values:
        if ":" not in value:
            raise click.BadParameter("write it as EMAIL:PASSWORD")
    return dict(value.split(":", 1) for value in values) or None


@click.command(cls=Command)
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@document_options
@port_option
@host_option
@click.option(
    "--seed",
    type=int,
    metavar="NUMBER",
    help="Same seed, same requests: same answers. Without it, those of 0, with tokens that differ.",
)
@click.option(
    "--account",
    "accounts",
    metavar="EMAIL:PASSWORD",
    multiple=True,
    callback=_accounts,
    help="Who may log in; repeatable. Without it, everybody.",
)
@click.option(
    "--token-lifetime",
    type=click.FloatRange(0, min_open=True),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="How long a token is good for.",
)
@click.option(
    "--items",
    type=click.IntRange(0),
    metavar="NUMBER",
    default=0,
    show_default=True,
    help="Items in each collection at first.",
)
@click.option("--cors/--no-cors", default=True, show_default=True, help="Let web pages of any origin use the mock.")
@click.option(
    "--validate",
    type=click.Choice(["on", "warn", "off"]),
    default="on",
    show_default=True,
    help="Refuse requests that break the document, answer them with a header that tells, or do not look.",
)
@click.option("--errors", is_flag=True, help="The same as --validate on, for those who know it by this name.")
@click.option(
    "--max-body",
    type=click.IntRange(0),
    default=32 * 1024 * 1024,
    show_default=True,
    metavar="BYTES",
    help="Refuse larger bodies.",
)
@click.option("-d", "--dynamic", is_flag=True, help="Make bodies up although the document has examples of them.")
@locale_option
@click.option(
    "--version-by",
    metavar="HOW",
    default="path",
    show_default=True,
    help="How requests name the release they mean: path, header:NAME, query:NAME, media-type:PARAMETER or media-type.",
)
@click.option("--latency", metavar="TIME", help="How long each answer takes: 200ms, or 100ms..300ms.")
@click.option(
    "--fault",
    "faults",
    metavar="KEY=VALUE,...",
    multiple=True,
    help="Make something go wrong, e.g. status=503,probability=0.1 or drop=response,operation=getPet; repeatable.",
)
@operating_options
@verifying_options
@explaining_options
@click.option("-q", "--quiet", is_flag=True, help="Print the ready line only.")
@configured
def mock(
    specs: tuple[str, ...],
    options: Options,
    port: int,
    host: str,
    seed: int | None,
    accounts: dict[str, str] | None,
    token_lifetime: float,
    items: int,
    cors: bool,
    validate: str,
    errors: bool,
    max_body: int,
    dynamic: bool,
    locale: str | None,
    version_by: str,
    latency: str | None,
    faults: tuple[str, ...],
    operating: Operating,
    verifying: Verifying,
    explained: str | None,
    quiet: bool,
    section: Section,
) -> None:
    """Serve each SPEC as an API that keeps its own contract.

    SPEC is a path, a URL, - for standard input, a catalogue name such as phonebridge-webapp@1.3.8, or a document at a
    Git revision. With @/PREFIX behind it the document is served below /PREFIX. A range such as
    phonebridge-webapp@1.3.7..1.3.8 serves several releases side by side. With --verify nothing is served: the mock is
    tested; exit code 0 when it does as its document says, 1 when not, 2 when nothing could be tested.
    """
    from mockserver.serving import lean

    lean.without_openssl()
    from mockserver.faults import values as faults_of
    from mockserver.hosts import versions
    from mockserver.hosts.hosting import Host
    from mockserver.overrides import reading as overrides_of
    from mockserver.serving.server import address, base_url, serve
    from mockserver.settings import Settings, Validate
    from mockserver.state import said

    selector = None if version_by == mounts.BY_PATH else versions.version_by(version_by)

    def load() -> list[Served]:
        return mounts.served(specs, lambda name: opened(name, speaking(options, name, locale), quiet=quiet), version_by)

    def chosen(now: Section) -> Settings:
        return Settings(
            seed=seed,
            accounts=accounts,
            token_lifetime=token_lifetime,
            items=items,
            cors=cors,
            control=operating.control,
            control_token=operating.control_token,
            control_hosts=operating.control_hosts,
            callbacks=operating.callbacks,
            callback_hosts=operating.callback_hosts,
            dynamic=dynamic,
            max_body=max_body,
            overrides=_read(overrides_of.read, now, "overrides"),
            faults=(*fault_options.read(latency, faults), *_read(faults_of.read, now, "faults")),
            roles=_read(said.read, now, "roles"),
            validate=Validate.ON if errors else Validate(validate),
        )

    documents = load()
    if explained:
        raise SystemExit(explain(documents, chosen(section).roles, explained))
    if verifying.verify:
        raise SystemExit(verify(documents, chosen(section), verifying, quiet=quiet))
    host, port = address(host, port)
    hosted = Host(documents, chosen(section), time.time, selector)
    if not quiet:
        for line in _greetings(hosted, base_url(host, port), documents if selector else ()):
            click.echo(line.translate(HARMLESS), err=True)
    if operating.watch:
        from ringback.reloading import Reloading

        others = (*section.files, *map(Path, options.overlays))
        Reloading(hosted, load, lambda: chosen(section.again()), others, hosted.clock).start()
    ended = _logging(hosted, operating)
    serve(hosted, host, port, ready=lambda url: click.echo(f"ready: {url}", err=True), ended=ended)


def _logging(host: Host, operating: Operating) -> Callable[[], None]:
    """Begin to log; what ends it."""
    if operating.log_format == "none":
        return lambda: None
    from mockserver.observing.log import Level, Log

    log = Log(sys.stderr, operating.log_format, Level(operating.log_level))
    host.journal.listen(log.note)
    return log.close


def _read(
    read: Callable[[Mapping[str, Any], str, Callable[[str], str]], T], section: Section, key: str
) -> tuple[T, ...]:
    """What stands in an array of tables of the configuration; called by its number where it has no name."""
    tables = enumerate(section.tables(key), start=1)
    return tuple(
        replace(read(each.value, f"{key[:-1]}-{number}", each.place), raw=each.written) for number, each in tables
    )


def _greetings(host: Host, url: str, releases: Sequence[Served]) -> Iterator[str]:
    shown = max(_SHOWN_EACH, _SHOWN // len(host.mocks))
    for mock in host.mocks:
        yield from greeting(mock, url, shown)
    yield from _moved(host)
    if releases:
        yield f"Releases: {', '.join(each.label for each in releases)}; without a name the last one answers."
    for kind, register in (("Overrides", host.overrides), ("Faults", host.faults)):
        names = [each["name"] for each in register.listed()]
        if names:
            yield f"{kind}: {', '.join(names[:_SHOWN])}"
    clashes = list(host.clashes())
    yield from (f"warning: {clash}" for clash in clashes[:_TOLD])
    if len(clashes) > _TOLD:
        yield f"warning: and {len(clashes) - _TOLD} more"


def _moved(host: Host) -> Iterator[str]:
    from mockserver.serving.pages import CONTROL

    if host.control not in ("", CONTROL):
        yield f"The document has paths below {CONTROL}: the control interface is below {host.control}."


def greeting(mock: Mock, url: str, most: int = _SHOWN) -> list[str]:
    """What a person needs to know to use a mock, with so many operations at most."""
    document = mock.document
    bases = ", ".join(url + base for base in mock.bases)
    shown = document.operations[:most]
    width = max((len(operation.method) for operation in shown), default=0)
    operations = [f"  {operation.method:<{width}} {operation.path}" for operation in shown]
    more = len(document.operations) - len(shown)
    rest = [f"  ... and {more} more"] if more else []
    return [
        f"{document.called} at {bases}",
        *operations,
        *rest,
        *_log_in(mock, url),
        *_credentials(mock),
    ]


def _log_in(mock: Mock, url: str) -> list[str]:
    if mock.login is None:
        return []
    login = mock.login.login
    body = json.dumps({login.identifier: "me@example.org", login.secret: "secret"})
    path = mock.bases[0] + login.operation.path
    return [
        f"Log in to get {login.token}, then send it as 'Authorization: Bearer …':",
        f"  curl -X {login.operation.method} {url}{path} -H 'Content-Type: application/json' -d '{body}'",
    ]


def _credentials(mock: Mock) -> list[str]:
    """The mock's own credential, where the document shows no way of getting one."""
    told = []
    for scheme in mock.document.security_schemes.values():
        if scheme.kind == "http" and scheme.scheme == "basic":
            told.append(f"Basic authentication ({scheme.name}): mock:{mock.tokens.api_key}")
        elif scheme.bearer and mock.login is None:
            told.append(f"Bearer token ({scheme.name}): {mock.tokens.api_key}")
        elif scheme.kind == "apiKey" and not scheme.bearer:
            told.append(f"API key ({scheme.name}, {scheme.location} {scheme.parameter}): {mock.tokens.api_key}")
    return told
