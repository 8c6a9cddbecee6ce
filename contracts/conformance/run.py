"""A document and a URL → a report of everything in which the server does not do as the document says."""

from __future__ import annotations

import math
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Required, TypedDict, Unpack
from urllib.parse import urlsplit

from contracts.conformance import engine
from contracts.conformance.again import seen_again
from contracts.conformance.auth import Credentials, Session, secrets, unreachable
from contracts.conformance.causes import Causes
from contracts.conformance.choices import ENGINE, PHASES, PROBES, Choices, Settings
from contracts.conformance.chosen import chosen
from contracts.conformance.events import Event
from contracts.conformance.judge import Judge
from contracts.conformance.noting import Notes, Noting
from contracts.conformance.presenting import presented
from contracts.conformance.probes import table
from contracts.conformance.probes.calling import Caller
from contracts.conformance.probes.declaring import Need
from contracts.conformance.probes.probing import Probing
from contracts.conformance.probes.scene import Scene
from contracts.conformance.probes.watching import Watcher
from contracts.conformance.redaction import Redactor, secret_names
from contracts.conformance.tally import Counts, Progress, Tally
from contracts.conformance.units import beside
from contracts.coverage.counting import Counting
from contracts.errors import ContractError
from contracts.findings import Report
from contracts.runs.part import Piece
from contracts.runs.past import Past
from specs.model import Document

__all__ = ["PHASES", "Choices", "Counts", "Credentials", "Examination", "Progress", "examine", "run"]

_CONNECT_SECONDS = 10
_ENGINES_SHARE = 0.75
"""Of the time that a run may take, what the test engine gets at most."""


class Means(TypedDict, total=False):
    """What a run has to do with; see ``examine``."""

    credentials: Required[Credentials | None]
    other: Credentials | None
    logs_in: bool | None
    writes: bool
    gentle: bool
    examples: str
    without: frozenset[str]
    server: str
    causes: Causes | None
    stopped: Callable[[], bool] | None
    interrupted: Callable[[], bool] | None
    notes: Notes | None
    past: Past | None
    unit: frozenset[Piece] | None
    progress: Callable[[Progress], None] | None


@dataclass(frozen=True, slots=True)
class Examination:
    """A run's report, with what it did to each operation, by the operation's key."""

    report: Report
    counts: Mapping[str, Counts]


def run(document: Document, base_url: str, choices: Choices, **means: Unpack[Means]) -> Report:
    """What ``examine`` reports."""
    return examine(document, base_url, choices, **means).report


def examine(  # noqa: PLR0913 - the public call names all that a run may have to do with
    document: Document,
    base_url: str,
    choices: Choices,
    *,
    credentials: Credentials | None,
    other: Credentials | None = None,
    logs_in: bool | None = None,
    writes: bool = True,
    gentle: bool = False,
    examples: str = "",
    without: frozenset[str] = frozenset(),
    server: str = "",
    causes: Causes | None = None,
    stopped: Callable[[], bool] | None = None,
    interrupted: Callable[[], bool] | None = None,
    notes: Notes | None = None,
    past: Past | None = None,
    unit: frozenset[Piece] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Examination:
    """Test a server against a document.

    Args:
        document: what it should do.
        base_url: where the document's paths start, base path included.
        choices: how to test.
        credentials: who calls; None for nobody.
        other: a second account, for checks that need one.
        logs_in: whether checks may log in; None for whether the session does.
        writes: whether checks that need to may create and change things.
        gentle: ask for no methods that are not documented, and follow no redirects.
        examples: a folder, or the URL of a Redis, where what is worth trying again is kept and looked for.
        without: keys of operations that are not tested.
        server: where the document's paths start at the server itself, where something stands between.
        causes: what explains failures of a server that can do no better than its document; None where nothing does.
        stopped: asked after every step; once it says so, nothing more is sent.
        interrupted: asked all the time; once it says so, the run ends with KeyboardInterrupt.
        notes: where it is written down what came of each step; None where nobody wants to know.
        past: what came of a first half, which is not done again; None where there was none.
        unit: what of the run is to be done, apart from the rest of it; None for all.
        progress: called after every step.

    Returns:
        A report whose ``judged`` counts the operations that really answered: those behind credentials that were
        only ever refused do not count.

    Raises:
        ContractError: the server cannot be reached, refuses the credentials, or the document cannot be tested at all.
        KeyboardInterrupt: it was interrupted.
    """
    wanted = chosen(document, choices)
    left_out = frozenset(document.by_key.keys() - wanted.by_key.keys())
    base_url = _checked(base_url, choices.phases)
    done = past.done if past is not None else frozenset()
    done |= beside(wanted, choices, unit) if unit is not None else frozenset()
    settings = Settings(
        base_url=base_url,
        choices=_of_engine(choices),
        stopped=stopped,
        interrupted=interrupted,
        gentle=gentle,
        examples=examples,
        without=without | left_out,
        done=done,
        apart=unit is not None,
    )
    started, late = time.monotonic(), _deadline(choices.max_seconds)
    session = Session(document, base_url, credentials) if credentials is not None else None
    redactor = Redactor(secret_names(document), secrets(session))
    judge = Judge(document, base_url, redactor, causes, choices.checks)
    watches = tuple(each for each in table.WATCHES if each.check.rule in choices.checks)
    watcher = Watcher(document, watches, lambda: secrets(session), server or base_url)
    tally = Tally(wanted, redactor, judge, watcher, Counting(wanted, urlsplit(base_url).path))
    if past is not None:
        tally.recall(past)
    noting = Noting(notes, judge, redactor, tally.counting) if notes is not None else None
    wanted_checks = choices.checks if PROBES in choices.phases else frozenset[str]()
    left = frozenset(each for each in wanted_checks if (PROBES, each) not in done)
    probes = tuple(each for each in table.PROBES if each.check.rule in left)
    of_two = other is not None and any(Need.TWO_USERS in each.needs for each in probes)
    second = Session(document, base_url, other) if other is not None and of_two else None
    redactor.learn(secrets(second))
    caller = Caller(document, base_url, session, second, stopped, left_out)
    scene = Scene(document, urlsplit(base_url).path, caller, choices.seed, writes)
    probing = Probing(scene, probes, _absent(session, second, writes=writes, logs_in=logs_in), late)
    for event in _events(document, settings, session, probing, engine_needed=bool(watches or choices.checks & ENGINE)):
        redactor.learn(secrets(session))
        part = tally.take(event)
        if noting is not None and part is not None:
            noting.take(part)
        if interrupted is not None and interrupted():
            raise KeyboardInterrupt
        if progress is not None:
            progress(tally.progress)
    if not tally.cut_short:
        judge.tried_again(seen_again(judge.single(), caller, gentle=gentle))
        if noting is not None:
            noting.end()
    facts = tally.facts(choices, time.monotonic() - started, len(session.issued) if session else 0)
    return Examination(reported(document, base_url, judge, tally, facts), tally.counts)


def _of_engine(choices: Choices) -> Choices:
    """The choices for the engine: it leaves a part of the time to checks with requests of their own."""
    if choices.max_seconds is None or PROBES not in choices.phases:
        return choices
    return replace(choices, max_seconds=choices.max_seconds * _ENGINES_SHARE)


def _deadline(seconds: float | None) -> Callable[[], bool]:
    """Whether so many seconds are over, from now on."""
    until = math.inf if seconds is None else time.monotonic() + seconds
    return lambda: time.monotonic() >= until


def _events(
    document: Document, settings: Settings, session: Session | None, probing: Probing, *, engine_needed: bool
) -> Iterator[Event]:
    """What happens: first the engine's phases, then ours."""
    left = [each for each in settings.choices.phases if each in PHASES and (each, "") not in settings.done]
    if engine_needed and left:
        yield from engine.run(document, settings, tuple(presented(document, session)) if session else ())
    yield from probing.run()


def _absent(session: Session | None, second: Session | None, *, writes: bool, logs_in: bool | None) -> frozenset[Need]:
    """What is not there that checks may need."""
    there = {
        Need.WRITES: writes,
        Need.CREDENTIALS: session is not None,
        Need.TWO_USERS: session is not None and second is not None,
        Need.LOGIN: session is not None and (session.logs_in if logs_in is None else logs_in),
    }
    return frozenset(need for need, here in there.items() if not here)


def _checked(base_url: str, phases: tuple[str, ...]) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ContractError("the address to test is no http URL", hint="give it as http://host:port/base-path")
    if parts.username is not None:
        raise ContractError(
            "the address to test holds credentials", hint="give them in RINGBACK_EMAIL and RINGBACK_PASSWORD"
        )
    unknown = set(phases) - {*PHASES, PROBES}
    if unknown or not phases:
        raise ContractError(
            f"no such phase: {', '.join(sorted(unknown)) or 'none given'}",
            hint=f"known: {', '.join((*PHASES, PROBES))}",
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


def reported(
    document: Document,
    base_url: str,
    judge: Judge,
    tally: Tally,
    facts: Mapping[str, str | int | float],
) -> Report:
    """The report of a run, of what was judged and counted in it."""
    untested = tally.untested()
    tested = tally.document.by_key.keys() - untested.keys()
    left_out = len(document.by_key.keys() - tally.document.by_key.keys())
    return Report(
        kind="conformance",
        title=f"{document.called} at {urlsplit(base_url).netloc}",
        subjects={"document": document.source.name, "target": base_url},
        findings=judge.findings(tested),
        judged=len(tested),
        facts={**facts, **({"left out": left_out} if left_out else {})},
        skipped=untested,
        unmade=tally.unmade,
        coverage=tally.counting.coverage(),
        course=tally.course,
        sources=(document.source,),
        tags={each.key: each.tags for each in document.operations if each.tags},
    )
