"""How a proxy passes messages on: the options of ``ringback proxy`` alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ringback import kinds, mounts
from ringback.grouping import as_one
from ringback.listening import cors_option

if TYPE_CHECKING:
    from mockserver.proxy.choices import Choices, Upstream

_SECONDS = kinds.Number(0, min_open=True)


@dataclass(frozen=True, slots=True)
class Passing:
    """How a proxy passes messages on.

    Attributes:
        plain: attributes of ``Choices``, by their names.
        enforce: what is kept from passing where it breaks the document; None where ``--validate`` says it.
        forwarded: how an upstream is told who asked.
    """

    plain: Mapping[str, Any]
    enforce: str | None
    forwarded: str

    def warnings(self, upstreams: Iterable[Upstream]) -> Iterator[str]:
        """What a person has to know of whom the proxy believes."""
        for origin in dict.fromkeys(each.origin for each in upstreams if each.scheme == "https"):
            if self.plain["insecure"]:
                yield f"warning: whoever answers for {origin} is believed, for --insecure was given"

    def choices(self, validate: str, max_body: int) -> Choices:
        """All of it, as the choices of a proxy.

        Args:
            validate: ``on``, ``warn`` or ``off``.
            max_body: bytes of a body that is judged.
        """
        from mockserver.proxy.choices import Choices, Enforce, Forwarded

        return Choices(
            **self.plain,
            enforce=Enforce(self.enforce or ("both" if validate == "on" else "off")),
            forwarded=Forwarded(self.forwarded),
            judge=validate != "off",
            largest=max_body,
        )


def parsed(_: click.Context, __: click.Parameter, urls: tuple[str, ...]) -> tuple[Upstream, ...]:
    """Where URLs lead. Raises BadParameter: one leads nowhere."""
    from mockserver.errors import MockError
    from mockserver.proxy.choices import upstream

    try:
        return tuple(map(upstream, urls))
    except MockError as error:
        raise click.BadParameter(str(error)) from error


def of_each(specs: Sequence[str], upstreams: tuple[Upstream, ...]) -> list[Upstream]:
    """Where the requests for each document go.

    Args:
        specs: of which a range is several documents.
        upstreams: one for all, or one for each SPEC.

    Raises:
        UsageError: there are others than that.
    """
    if len(upstreams) not in (1, len(specs)):
        raise click.UsageError(f"--upstream is there {len(upstreams)} times: give one for all, or {len(specs)}")
    all_of = upstreams * len(specs) if len(upstreams) == 1 else upstreams
    return [there for spec, there in zip(specs, all_of, strict=True) for _ in range(mounts.count(spec))]


def _passing(*, enforce: str | None, forwarded: str, **plain: object) -> Passing:
    return Passing(plain, enforce, forwarded)


passing_options = as_one(
    "passing",
    _passing,
    click.option(
        "--enforce",
        type=click.Choice(["request", "response", "both", "off"]),
        help="Refuse invalid requests, turn invalid responses into 502, or both.",
    ),
    click.option(
        "--mock-missing", is_flag=True, help="Let the mock answer what the upstream does not have or fails at."
    ),
    click.option(
        "--hold",
        type=kinds.Number(0),
        default=1.0,
        show_default=True,
        metavar="SECONDS",
        help="How long a response may be held back for its header to tell what is wrong with its body.",
    ),
    click.option(
        "--connect-timeout",
        type=_SECONDS,
        default=5.0,
        show_default=True,
        metavar="SECONDS",
        help="How long a connection to the upstream may take.",
    ),
    click.option(
        "--read-timeout",
        type=_SECONDS,
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="How long the upstream may take to begin a response, and between two parts of it.",
    ),
    click.option("--preserve-host", is_flag=True, help="Pass on the Host that the client has named."),
    click.option(
        "--forwarded",
        type=click.Choice(["standard", "x", "off"]),
        default="standard",
        show_default=True,
        help="Tell the upstream who asked: Forwarded, X-Forwarded-*, or not at all.",
    ),
    click.option("--rewrite", is_flag=True, help="Make redirections and cookies of the upstream the proxy's own."),
    click.option(
        "--ca",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Trust a TLS upstream by these certificates, too.",
    ),
    cors_option(default=False, told="Let web pages of any origin use the proxy, whatever the upstream says of that."),
    click.option("--insecure", is_flag=True, help="Trust whatever certificate a TLS upstream shows."),
)
"""A command gets them as ``passing``. One that is called as an attribute of ``Choices`` needs its entry only."""
