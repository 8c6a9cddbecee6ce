"""Drives schemathesis' engine and translates what it tells. No other module knows that engine.

The event stream is not a documented interface, so the dependency is pinned and what is relied on here has its own
tests. The target is always a URL: called through WSGI, the engine cannot send the requests that find ignored
credentials.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from contracts.conformance import bounded
from contracts.conformance.choices import PHASES, SINGLE, Settings
from contracts.conformance.engine.confined import confined
from contracts.conformance.engine.reading import reading
from contracts.conformance.engine.translating import ended_early, facts, tried, trouble
from contracts.conformance.engine.unaided import unaided
from contracts.conformance.engine.watching import heard, watched
from contracts.conformance.events import TIME_OVER, Ended, Event, Failure, Loaded, PhaseBegan, Tried
from contracts.errors import ContractError
from specs.errors import SpecError
from specs.model import Document

if TYPE_CHECKING:
    from requests.auth import AuthBase
    from schemathesis.engine import events
    from schemathesis.engine.core import EventStream
    from schemathesis.schemas import APIOperation, BaseSchema

    Schema = BaseSchema
    """A document as the engine has it."""
    SchemaOperation = APIOperation[Any, Any, Any, Any]
    """An operation of it."""
    Auth = tuple[AuthBase, frozenset[str]]
    """Puts credentials into requests, and the keys of the operations it does so for."""

MODES = {"all": "all", "valid": "positive", "invalid": "negative"}
"""What the engine calls which requests are made up."""
_NOT_THE_REQUESTS_FAULT = ("2xx", "3xx", "401", "403", "404", "409", "410", "412", "423", "428", "429", "5xx")
"""What a valid request may be answered: the engine's own list, and what else tells of the state of things. No schema
says whether a thing is gone or locked, which tag it has, or that nothing is changed without one. Source: RFC 9110,
15.5.11 and 15.5.13; RFC 6585, 3; RFC 4918, 11.3."""
_STOPPED_EARLY = {
    "failure_limit": "too many failures",
    "max_time": TIME_OVER,
    "server_unavailable": "the server stopped answering",
}


def prepare() -> None:
    """Import the engine, which takes its time, before there is anything to test."""
    from schemathesis import engine  # noqa: F401 - it is enough that it is there


def run(document: Document, settings: Settings, auth: Sequence[Auth] = ()) -> Iterator[Event]:
    """Test a server against a document.

    Args:
        document: what to test against.
        settings: where and how.
        auth: credentials; the first that names an operation is used for it.

    Yields:
        What happens, ``Ended`` last.

    Raises:
        ContractError: the engine cannot work with this document at all.
        KeyboardInterrupt: the user stopped it.
    """
    from schemathesis.engine import from_schema

    with confined():
        loaded = schema(document, settings, auth)
        with _failing_clearly():
            count = loaded.statistic.operations.selected
        yield Loaded(count)
        stream = from_schema(loaded).execute()
        with watched(stream, settings.interrupted), _bounded(), reading(), unaided(), heard() as lost:
            for event in _translated(stream, settings):
                if isinstance(event, PhaseBegan) and settings.examples:
                    loaded.config.phase = event.phase  # type: ignore[attr-defined]
                if isinstance(event, Ended):
                    yield from map(ended_early, lost)
                yield event


@contextmanager
def _bounded() -> Iterator[None]:
    """Whatever the engine sends meanwhile, it reads of an answer no more than there is room and time for."""
    from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

    def before_call(_context: object, _case: object, kwargs: dict[str, Any]) -> None:
        kwargs.setdefault("hooks", {"response": bounded.read})

    GLOBAL_HOOK_DISPATCHER.hook(before_call)
    try:
        with bounded.heads():
            yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(before_call)


def _translated(stream: EventStream, settings: Settings) -> Iterator[Event]:
    """What the engine tells, in our words."""
    from schemathesis.engine import events

    began: set[str] = set()
    for event in _told(stream):
        if settings.stopped is not None and settings.stopped():
            stream.stop()
        match event:
            case events.PhaseStarted() if event.phase.name.value in began and event.phase.name.value != "coverage":
                # With a time limit, the engine repeats its phases until the time is spent; once is what was asked for.
                stream.stop()
            case events.PhaseStarted() if event.phase.is_enabled:
                began.add(event.phase.name.value)
                yield PhaseBegan(event.phase.name.value)
            case events.ScenarioFinished() if event.phase.value in PHASES and not _is_done(event, settings):
                yield tried(event)
            case events.NonFatalError():
                yield trouble(event)
            case events.Interrupted() if settings.stopped is None or not settings.stopped():
                raise KeyboardInterrupt
            case events.FatalError():
                raise ContractError(f"the test engine failed: {event.exception}") from event.exception
            case events.EngineFinished():
                yield from _ending(event, settings)


def _told(stream: EventStream) -> Iterator[events.EngineEvent]:
    """The engine's events."""
    with _failing_clearly():
        yield from stream


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """Whatever the engine stumbles over in a document ends the run with one line.

    Raises:
        ContractError: it has failed.
    """
    try:
        yield
    except (ContractError, SpecError):
        raise
    except Exception as error:
        raise ContractError(f"the test engine failed: {type(error).__name__}: {error}") from error


def _is_done(event: events.ScenarioFinished, settings: Settings) -> bool:
    """Whether something was not tried because it had been before."""
    return (event.phase.value, event.recorder.label) in settings.done


def schema(document: Document, settings: Settings, auth: Sequence[Auth]) -> Schema:
    """The document as the engine has it. Raises ContractError: it cannot work with it at all."""
    import schemathesis

    _write_nothing_here()
    config = schemathesis.Config.from_dict(_config(settings, frozenset().union(*(keys for _, keys in auth))))
    try:
        schema = schemathesis.openapi.from_dict(copy.deepcopy(readable(document)), config=config)
    except (schemathesis.errors.LoaderError, schemathesis.errors.SchemathesisError) as error:
        raise ContractError(f"the test engine cannot read the document: {error}") from error
    except RecursionError:
        raise ContractError("the test engine cannot read the document: it is nested too deeply") from None
    schema.config.update(base_url=settings.base_url)
    if settings.examples:
        from contracts.conformance.engine import examples

        schema.config.generation.database = examples.place(settings.examples, document)
        schema.config.__class__ = examples.Keeping
    for credentials, operations in auth:
        schema.auth.set_from_requests(credentials).apply_to(_among(operations))
    return schema


def readable(document: Document) -> dict[str, Any]:
    """What the engine takes for a document: what is written as its version may be a number, or lack a second point."""
    versions = {"openapi": f"{document.dialect}.0"} if "openapi" in document.raw else {}
    return dict(document.raw) | versions


def _among(operations: frozenset[str]) -> Callable[[Any], bool]:
    def wanted(context: Any) -> bool:
        return context.operation.label in operations

    return wanted


def _config(settings: Settings, presented: frozenset[str]) -> dict[str, Any]:
    choices = settings.choices
    wanted = {phase for phase in choices.phases if (phase, "") not in settings.done}
    config: dict[str, Any] = {
        "seed": choices.seed,
        "workers": choices.workers,
        # Every case is sent and judged, so that one failure does not hide the next and each is counted.
        "continue-on-failure": True,
        "generation": {"max-examples": choices.max_examples, "database": "none", "mode": MODES[choices.data]},
        "phases": {phase: {"enabled": phase in wanted} for phase in PHASES},
        "auth": {"auto-signup": False},
        "cache": {"enabled": False},
        "analysis": {"constants": {"enabled": False}},
        "checks": {"positive_data_acceptance": {"expected-statuses": list(_NOT_THE_REQUESTS_FAULT)}},
    }
    if choices.max_response_seconds is not None:
        config["checks"]["max_response_time"] = choices.max_response_seconds
    if settings.apart:
        for phase in SINGLE:
            config["phases"][phase]["extra-data-sources"] = {"responses": False}
    if settings.gentle:
        config["max-redirects"] = 0
        config["phases"]["coverage"]["unexpected-methods"] = []
    if settings.without:
        config["operations"] = [{"include-name": sorted(settings.without), "enabled": False}]
    if presented - settings.without:
        # Made-up credentials beside ours keep the engine from seeing that all parameters come from a link, and then
        # it never misses what was created. That credentials are demanded is found out by requests of its own.
        own = {"include-name": sorted(presented - settings.without), "generation": {"with-security-parameters": False}}
        config["operations"] = [*config.get("operations", ()), own]
    config["operations"] = [*config.get("operations", ()), *_done(settings)]
    if choices.max_seconds is not None:
        config["max-time"] = max(1, math.ceil(choices.max_seconds))
    return config


def _done(settings: Settings) -> Iterator[dict[str, Any]]:
    """Keeps operations out of phases."""
    for phase in PHASES:
        names = sorted(name for each, name in settings.done if each == phase and name)
        if names:
            yield {"include-name": names, "phases": {phase: {"enabled": False}}}


def _write_nothing_here() -> None:
    """Keep Hypothesis' caches out of the working directory, unless its user has chosen a place."""
    import os

    from hypothesis.configuration import set_hypothesis_home_dir
    from platformdirs import user_cache_path

    if "HYPOTHESIS_STORAGE_DIRECTORY" not in os.environ:
        set_hypothesis_home_dir(user_cache_path("ringback") / "hypothesis")


def _ending(event: events.EngineFinished, settings: Settings) -> Iterator[Event]:
    reason = event.stop_reason.value
    told = settings.stopped is not None and settings.stopped()
    failures = tuple(
        Failure(code=each.code, operation=each.operation or "", title=each.title, facts=facts(each))
        for each in event.failures
    )
    if failures:
        yield Tried(phase="", operation="", failures=failures)
    yield Ended(_STOPPED_EARLY.get(reason, ""), whole=reason not in _STOPPED_EARLY and not told)
