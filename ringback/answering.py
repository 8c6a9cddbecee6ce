"""What a mock answers: the options of ``ringback mock`` that decide it, and the settings they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ringback import fault_options
from ringback.config.commands import Section
from ringback.grouping import as_one
from ringback.operating import Operating

if TYPE_CHECKING:
    from mockserver.access.people import User
    from mockserver.faults.values import Fault
    from mockserver.overrides.values import Override
    from mockserver.settings import Settings
    from mockserver.state.said import Said
    from mockserver.state.seeds.reading import SeedFile

T = TypeVar("T", "Override", "Fault", "Said")


@dataclass(frozen=True, slots=True)
class Answering:
    """What a mock answers, as far as options say it.

    Attributes:
        plain: attributes of ``Settings``, by their names.
        validate: what becomes of requests that break the document.
        auth: which credentials are good.
        accounts: passwords of those who may log in, by name.
        latency: how long each answer takes.
        faults: what goes wrong on purpose, as it was written.
        state_from: files of items.
    """

    plain: Mapping[str, Any]
    validate: str
    auth: str
    accounts: Mapping[str, str]
    latency: str | None
    faults: tuple[str, ...]
    state_from: tuple[str, ...]

    def settings(self, operating: Operating, section: Section) -> Settings:
        """All of it, with what the configuration adds.

        Raises:
            MockError: a fault, an override, a role, a user, a client or a file of items cannot be read.
        """
        from mockserver.access import written
        from mockserver.faults import values as faults
        from mockserver.overrides import reading as overrides
        from mockserver.settings import Auth, Settings, Validate
        from mockserver.state import said

        return Settings(
            **self.plain,
            **operating.settings,
            validate=Validate(self.validate),
            auth=Auth(self.auth),
            users=self._users(section),
            clients=tuple(written.client(each.value, each.place) for each in section.tables("clients")),
            overrides=_read(overrides.read, section, "overrides"),
            faults=(*fault_options.read(self.latency, self.faults), *_read(faults.read, section, "faults")),
            roles=_read(said.read, section, "roles"),
            seeds=self._seeds(),
        )

    def _users(self, section: Section) -> tuple[User, ...]:
        """Those of the configuration, then those of ``--account``, which says what the password is of one of both."""
        from mockserver.access import people, written

        told = [written.user(each.value, each.place) for each in section.tables("users")]
        given = dict(self.accounts)
        known = (replace(each, password=given.pop(each.name, each.password)) for each in told)
        return (*known, *people.accounts(given))

    def _seeds(self) -> tuple[SeedFile, ...]:
        if not self.state_from:
            return ()
        from mockserver.state.seeds.reading import read

        return tuple(map(read, self.state_from))


def _read(
    read: Callable[[Mapping[str, Any], str, Callable[[str], str]], T], section: Section, key: str
) -> tuple[T, ...]:
    """What stands in an array of tables of the configuration; called by its number where it has no name."""
    tables = enumerate(section.tables(key), start=1)
    return tuple(
        replace(read(each.value, f"{key[:-1]}-{number}", each.place), raw=each.written) for number, each in tables
    )


def _accounts(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if ":" not in value:
            raise click.BadParameter("write it as EMAIL:PASSWORD")
    return dict(value.split(":", 1) for value in values)


def _answering(
    *,
    validate: str,
    errors: bool,
    auth: str,
    accounts: Mapping[str, str],
    latency: str | None,
    faults: tuple[str, ...],
    state_from: tuple[str, ...],
    **plain: object,
) -> Answering:
    return Answering(plain, "on" if errors else validate, auth, accounts, latency, faults, state_from)


answering_options = as_one(
    "answering",
    _answering,
    click.option(
        "--seed",
        type=int,
        metavar="NUMBER",
        help="Same seed, same requests: same answers. Without it, those of 0, with tokens that differ.",
    ),
    click.option(
        "--auth",
        type=click.Choice(["strict", "any", "off"]),
        default="strict",
        show_default=True,
        help="Take credentials that the mock issued or was told of, any that are well-formed, or ask for none.",
    ),
    click.option(
        "--account",
        "accounts",
        metavar="EMAIL:PASSWORD",
        multiple=True,
        callback=_accounts,
        help="Who may log in; repeatable. Without it, everybody.",
    ),
    click.option(
        "--token-lifetime",
        type=click.FloatRange(0, min_open=True),
        default=3600,
        show_default=True,
        metavar="SECONDS",
        help="How long a token is good for.",
    ),
    click.option(
        "--issuer",
        metavar="URL",
        default="",
        help="Who issues OAuth tokens; without it, the address that the client has for the mock.",
    ),
    click.option(
        "--audience",
        metavar="NAME",
        default="",
        help="Whom tokens are for, as their claim aud says it; without it, urn:ringback:api.",
    ),
    click.option(
        "--auto-consent",
        is_flag=True,
        help="Let every program have tokens in a user's name without asking; login_hint says whose.",
    ),
    click.option(
        "--client-certificate-header",
        "certificate_header",
        metavar="NAME",
        default="",
        help="Demand this header field, which a proxy sets, for mutualTLS; without it, nobody looks.",
    ),
    click.option(
        "--state",
        metavar="URL",
        default="",
        envvar="RINGBACK_STATE",
        help="Keep what is remembered in sqlite:///FILE or postgresql+psycopg://...; without it, in memory.",
    ),
    click.option(
        "--items",
        type=click.IntRange(0),
        metavar="NUMBER",
        default=0,
        show_default=True,
        help="Items in each collection at first.",
    ),
    click.option(
        "--state-from",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        multiple=True,
        help="Items that are there at first: JSON by path or name, such as json-server's db.json, or HAR; repeatable.",
    ),
    click.option("--cors/--no-cors", default=True, show_default=True, help="Let web pages of any origin use the mock."),
    click.option(
        "--validate",
        type=click.Choice(["on", "warn", "off"]),
        default="on",
        show_default=True,
        help="Refuse requests that break the document, answer them with a header that tells, or do not look.",
    ),
    click.option("--errors", is_flag=True, help="The same as --validate on, for those who know it by this name."),
    click.option(
        "--max-body",
        type=click.IntRange(0),
        default=32 * 1024 * 1024,
        show_default=True,
        metavar="BYTES",
        help="Refuse larger bodies.",
    ),
    click.option("-d", "--dynamic", is_flag=True, help="Make bodies up although the document has examples of them."),
    click.option(
        "--callbacks/--no-callbacks",
        default=True,
        show_default=True,
        help="Send the callbacks of operations, and webhooks where the control interface is told to.",
    ),
    click.option(
        "--allow-callback-host",
        "callback_hosts",
        metavar="HOST",
        multiple=True,
        help="They may be sent to this host (HOST or HOST:PORT), beside this machine; repeatable.",
    ),
    click.option("--latency", metavar="TIME", help="How long each answer takes: 200ms, or 100ms..300ms."),
    click.option(
        "--fault",
        "faults",
        metavar="KEY=VALUE,...",
        multiple=True,
        help="Make something go wrong, e.g. status=503,probability=0.1 or drop=response,operation=getPet; repeatable.",
    ),
)
"""A command gets them as ``answering``. One that is called as an attribute of ``Settings`` needs its entry only."""
