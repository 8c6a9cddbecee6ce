"""A document and a URL → a report of everything in which the server does not do as the document says."""

from __future__ import annotations

import random
import socket
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Required, TypedDict, Unpack
from urllib.parse import urlsplit

from contracts.conformance import engine
from contracts.conformance.auth import Credentials, Session, secrets, unreachable
from contracts.conformance.causes import Causes
from contracts.conformance.events import PHASES, Settings
from contracts.conformance.judge import Judge
from contracts.conformance.presenting import presented
from contracts.conformance.redaction import Redactor, secret_names
from contracts.conformance.tally import Counts, Progress, Tally
from contracts.errors import ContractError
from contracts.findings import Report
from specs.model import Document

__all__ = ["PHASES", "Counts", "Credentials", "Examination", "Progress", "examine", "run"]

_CONNECT_SECONDS = 10


class Choices(TypedDict, total=False):
    """How to test; see ``examine``."""

    credentials: Required[Credentials | None]
    seed: int | None
    max_examples: int
    phases: tuple[str, ...]
    max_seconds: float | None
    workers: int
    stopped: Callable[[], bool] | None
    gentle: bool
    without: frozenset[str]
    causes: Causes | None
    progress: Callable[[Progress], None] | None


@dataclass(frozen=True, slots=True)
class Examination:
    """A run's report, with what it did to each operation, by the operation's key."""

    report: Report
    counts: Mapping[str, Counts]


def run(document: Document, base_url: str, **choices: Unpack[Choices]) -> Report:
    """What ``examine`` reports."""
    return examine(document, base_url, **choices).report


def examine(  # noqa: PLR0913 - the public call names every choice there is
    document: Document,
    base_url: str,
    *,
    credentials: Credentials | None,
    seed: int | None = None,
    max_examples: int = 50,
    phases: tuple[str, ...] = PHASES,
    max_seconds: float | None = None,
    workers: int = 1,
    stopped: Callable[[], bool] | None = None,
    gentle: bool = False,
    without: frozenset[str] = frozenset(),
    causes: Causes | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Examination:
    """Test a server against a document.

    Args:
        document: what it should do.
        base_url: where the document's paths start, base path included.
        credentials: who calls; None for nobody.
        seed: of all random choices; the same seed sends the same requests. None picks one, and the report says which.
        max_examples: requests per operation in the phases that make them up.
        phases: some of ``PHASES``.
        max_seconds: stop after this long; None for as long as it takes.
        workers: threads; more than one makes a run unrepeatable.
        stopped: asked after every step; once it says so, nothing more is sent.
        gentle: ask for no methods that are not documented, and follow no redirects.
        without: keys of operations that are not tested.
        causes: what explains failures of a server that can do no better than its document; None where nothing does.
        progress: called after every step.

    Returns:
        A report whose ``judged`` counts the operations that really answered: those behind credentials that were
        only ever refused do not count.

    Raises:
        ContractError: the server cannot be reached, refuses the credentials, or the document cannot be tested at all.
    """
    base_url = _checked(base_url, phases)
    chosen = random.SystemRandom().randrange(2**31) if seed is None else seed
    settings = Settings(
        base_url=base_url,
        seed=chosen,
        max_examples=max_examples,
        phases=tuple(phase for phase in PHASES if phase in phases),
        max_seconds=max_seconds,
        workers=workers,
        stopped=stopped,
        gentle=gentle,
        without=without,
    )
    started = time.monotonic()
    session = Session(document, base_url, credentials) if credentials is not None else None
    redactor = Redactor(secret_names(document), secrets(session))
    judge = Judge(document, base_url, redactor, causes)
    tally = Tally(document, redactor, judge)
    for event in engine.run(document, settings, tuple(presented(document, session)) if session else ()):
        redactor.learn(secrets(session))
        tally.take(event)
        if progress is not None:
            progress(tally.progress)
    facts = tally.facts(settings, time.monotonic() - started, len(session.issued) if session else 0)
    return Examination(_report(document, base_url, judge, tally, facts), tally.counts)


def _checked(base_url: str, phases: tuple[str, ...]) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ContractError("the address to test is no http URL", hint="give it as http://host:port/base-path")
    if parts.username is not None:
        raise ContractError(
            "the address to test holds credentials", hint="give them in RINGBACK_EMAIL and RINGBACK_PASSWORD"
        )
    unknown = set(phases) - set(PHASES)
    if unknown or not phases:
        raise ContractError(
            f"no such phase: {', '.join(sorted(unknown)) or 'none given'}", hint=f"known: {', '.join(PHASES)}"
        )
    _demand_listener(base_url)
    return base_url.rstrip("/")


def _demand_listener(base_url: str) -> None:
    """Fail now, and in one line, where nobody listens; behind a proxy only the requests themselves can tell."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if urllib.request.getproxies().get(parts.scheme) and not urllib.request.proxy_bypass(host):
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        raise unreachable(base_url) from error


def _report(
    document: Document, base_url: str, judge: Judge, tally: Tally, facts: Mapping[str, str | int | float]
) -> Report:
    untested = tally.untested()
    tested = document.by_key.keys() - untested.keys()
    return Report(
        kind="conformance",
        title=f"{document.called} at {urlsplit(base_url).netloc}",
        subjects={"document": document.source.name, "target": base_url},
        findings=judge.findings(tested),
        judged=len(tested),
        facts=facts,
        skipped=untested,
    )
