"""What a mock answers to whom: the options of ``ringback mock`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ringback import fault_options, kinds
from ringback.grouping import as_one
from ringback.listening import cors_option

if TYPE_CHECKING:
    from mockserver.access.people import User
    from ringback.config.commands import Section


@dataclass(frozen=True, slots=True)
class Answering:
    """What a mock answers to whom, as far as options say it.

    Attributes:
        plain: attributes of ``Settings``, by their names.
        auth: which credentials are good.
        accounts: passwords of those who may log in, by name.
        latency: how long each answer takes.
        faults: what goes wrong on purpose, as it was written.
    """

    plain: Mapping[str, Any]
    auth: str
    accounts: Mapping[str, str]
    latency: str | None
    faults: tuple[str, ...]

    def settings(self, section: Section) -> dict[str, Any]:
        """All of it, as settings of the mocks, with the users and programs of the configuration.

        Raises:
            MockError: a fault, a user or a client cannot be read.
        """
        from mockserver.access import written
        from mockserver.settings import Auth

        return {
            **self.plain,
            "auth": Auth(self.auth),
            "users": self._users(section),
            "clients": tuple(written.client(each.value, each.place) for each in section.tables("clients")),
            "faults": fault_options.read(self.latency, self.faults),
        }

    def _users(self, section: Section) -> tuple[User, ...]:
        """Those of the configuration, then those of ``--account``, which says what the password is of one of both."""
        from mockserver.access import people, written

        told = [written.user(each.value, each.place) for each in section.tables("users")]
        given = dict(self.accounts)
        known = (replace(each, password=given.pop(each.name, each.password)) for each in told)
        return (*known, *people.accounts(given))


def _accounts(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if ":" not in value:
            raise click.BadParameter("write it as EMAIL:PASSWORD")
    return dict(value.split(":", 1) for value in values)


def _answering(
    *,
    auth: str,
    accounts: Mapping[str, str],
    latency: str | None,
    faults: tuple[str, ...],
    **plain: object,
) -> Answering:
    return Answering(plain, auth, accounts, latency, faults)


answering_options = as_one(
    "answering",
    _answering,
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
        type=kinds.Number(0, min_open=True),
        default=3600,
        show_default=True,
        metavar="SECONDS",
        help="How long a token is good for.",
    ),
    click.option(
        "--issuer",
        type=kinds.URL,
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
        type=kinds.FIELD,
        metavar="NAME",
        default="",
        help="Demand this header field, which a proxy sets, for mutualTLS; without it, nobody looks.",
    ),
    cors_option(default=True, told="Let web pages of any origin use the mock."),
    click.option(
        "--callbacks/--no-callbacks",
        default=True,
        show_default=True,
        help="Send the callbacks of operations, and webhooks where the control interface is told to.",
    ),
    click.option(
        "--allow-callback-host",
        "callback_hosts",
        type=kinds.HOST,
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
