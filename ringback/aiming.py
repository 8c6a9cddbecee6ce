"""What ``ringback test`` is aimed at: our own mock, an application in this process, or a server at a URL."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from contracts.errors import ContractError
from ringback.accounts import from_environment
from ringback.grouping import as_one
from ringback.own_mock import Target, own_mock

if TYPE_CHECKING:
    from specs.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is tested.

    Attributes:
        url: where the document's paths start, at a server that runs already.
        application: ``module:attribute`` of one in this process. Without both: our own mock.
        allow_writes: whether the server may be on another machine.
        stock: whether the plain command of schemathesis is run on it, too.
    """

    url: str | None
    application: str | None
    allow_writes: bool
    stock: bool = False

    def __post_init__(self) -> None:
        if self.url is not None and self.application is not None:
            raise click.UsageError("give either --url or --app: an application of this process has no address yet")

    @property
    def named(self) -> str:
        """What is tested, in words that are the same for another run of it, and hold no secret."""
        if self.url is not None:
            parts = urlsplit(self.url)
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
        return self.application or "our own mock"

    @contextmanager
    def target(self, document: Document, seed: int, say: Callable[[str], None]) -> Iterator[Target]:
        """What is to be tested, for as long as a run needs it.

        Raises:
            ContractError: it is none, or on a machine where nothing may be changed.
        """
        if self.url is not None:
            self._demand_ours(self.url, say)
            yield _called(document, self.url, urlsplit(self.url).hostname or "", seed, say)
        elif self.application is not None:
            from ringback.applications import served

            with served(self.application) as address:
                yield _called(document, address + document.base_paths[0], self.application, seed, say)
        else:
            from mockserver.settings import Settings

            with own_mock(document, Settings(seed=seed)) as target:
                say(f"testing our own mock of {document.source.name} at {target.base_url}, seed {seed}")
                yield target

    def _demand_ours(self, url: str, say: Callable[[str], None]) -> None:
        host = urlsplit(url).hostname
        if host is None:
            hint = "write --url http://HOST[:PORT][/BASE] or https://…"
            raise ContractError(f"{url!r} is no URL of a server", hint=hint)
        if is_loopback(url):
            return
        if not self.allow_writes:
            raise ContractError(
                f"{host} is another machine, and a test creates, changes and deletes what it can reach there",
                hint="if that is a system made for tests, say --allow-writes",
            )
        say(f"warning: what this account can reach on {host} will be created, changed and deleted")


aiming_options = as_one(
    "aim",
    Aim,
    click.option(
        "--url",
        metavar="URL",
        help="Where the document's paths start, base path included. Without it and --app: our own mock of SPEC.",
    ),
    click.option(
        "--app",
        "application",
        metavar="MODULE:ATTRIBUTE",
        help="Test a WSGI or ASGI application in this process; a function that makes one is called.",
    ),
    click.option(
        "--allow-writes", is_flag=True, help="Needed for a server on another machine: the test creates and deletes."
    ),
    click.option("--stock", is_flag=True, help="Run plain schemathesis, too, and tell what each of both found."),
)


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine by its spelling alone; a name that resolves to it does not count."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _called(document: Document, url: str, name: str, seed: int, say: Callable[[str], None]) -> Target:
    """A target with the credentials of the environment."""
    credentials, other = from_environment(), from_environment("RINGBACK_OTHER_")
    if credentials is None and any(not operation.anonymous for operation in document.operations):
        say("no credentials in the environment: operations that demand them will only be seen to refuse")
    say(f"testing {name}, seed {seed}")
    return Target(url, credentials, other)
