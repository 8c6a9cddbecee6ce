"""What schemathesis' engine tells, in our words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import shorten
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contracts.conformance.causes import wrong_parts
from contracts.conformance.events import HELD_BACK, STOPPED, TOOK, Failure, Tried, Trouble
from specs.messages import Exchange, Request, Response

if TYPE_CHECKING:
    from schemathesis.core.failures import Failure as EngineFailure
    from schemathesis.engine import events
    from schemathesis.engine.recorder import CheckNode, Interaction, ScenarioRecorder
    from schemathesis.generation.meta import CaseMetadata

_NOT_FACTS = frozenset({"operation", "title", "message", "case_id", "severity", "exception", "instance", "document"})
_INTERRUPTED = "interrupted"
_NOBODY_ANSWERS = frozenset({"Server Unavailable", "Unhealthy API", "Unresponsive Operation"})
_LONGEST_TEXT = 300
"""Characters of the engine's own words; they can hold whole schemas."""


def tried(event: events.ScenarioFinished) -> Tried:
    """What came of trying an operation, or a sequence of them."""
    recorder = event.recorder
    label = event.recorder.label
    exchanges = tuple(
        (recorder.cases[case_id].value.operation.label, Exchange(_request(interaction), _response(interaction)))
        for case_id, interaction in recorder.interactions.items()
        if interaction.response is not None and not _held_back(interaction)
    )
    return Tried(
        phase=event.phase.value,
        operation=label if " /" in label else "",
        exchanges=exchanges,
        failures=tuple(_failures(recorder)),
        performed=Counter(
            (recorder.cases[case_id].value.operation.label, node.name)
            for case_id, nodes in recorder.checks.items()
            if case_id in recorder.cases and not _held_back(recorder.interactions.get(case_id))
            for node in nodes
        ),
        skipped=event.skip_reason or "",
        whole=event.status.value != _INTERRUPTED and not any(map(_stopped, recorder.interactions.values())),
        took=_took(recorder),
    )


def _took(recorder: ScenarioRecorder) -> dict[str, tuple[int, ...]]:
    """Microseconds until each answer, by operation."""
    took: dict[str, list[int]] = {}
    for case_id, interaction in recorder.interactions.items():
        if interaction.response is not None and not _held_back(interaction):
            told = _field(interaction, TOOK) or str(round(1e6 * interaction.response.elapsed))
            took.setdefault(recorder.cases[case_id].value.operation.label, []).append(int(told))
    return {key: tuple(each) for key, each in took.items()}


def _failures(recorder: ScenarioRecorder) -> Iterator[Failure]:
    for case_id, nodes in recorder.checks.items():
        if _held_back(recorder.interactions.get(case_id)):
            continue
        for node in nodes:
            if node.failure_info is not None:
                yield _failure(node.failure_info.failure, recorder, case_id, node)


def _held_back(interaction: Interaction | None) -> bool:
    """Whether a request never reached the server, so that its answer says nothing of it."""
    return interaction is not None and bool(_field(interaction, HELD_BACK))


def _stopped(interaction: Interaction) -> bool:
    """Whether a request was held back because nothing more is sent."""
    return _field(interaction, HELD_BACK) == STOPPED


def _field(interaction: Interaction, wanted: str) -> str:
    """The first value of a header field of the answer; empty where there is none."""
    headers = interaction.response.headers if interaction.response is not None else {}
    return next((values[0] for name, values in headers.items() if name.lower() == wanted.lower()), "")


def _failure(failure: EngineFailure, recorder: ScenarioRecorder, case_id: str, node: CheckNode) -> Failure:
    shown = recorder.interactions.get(case_id)
    steps = node.failure_info.steps if node.failure_info else []
    earlier = [recorder.interactions[step.case_id] for step in steps if step.case_id != case_id]
    return Failure(
        code=failure.code,
        check=node.name,
        operation=failure.operation or "",
        sent_to=recorder.cases[case_id].value.operation.label if case_id in recorder.cases else "",
        title=failure.title,
        facts=facts(failure),
        wrong=_wrong(recorder.cases[case_id].value.meta) if case_id in recorder.cases else "",
        exchange=Exchange(_request(shown), _response(shown)) if shown and shown.response else None,
        before=tuple(_request(each) for each in earlier),
    )


def _wrong(made: CaseMetadata | None) -> str:
    if made is None:
        return ""
    mutations = getattr(made.phase.data, "mutations", ())
    return wrong_parts(
        {part.value: each.mode.value for part, each in made.components.items()},
        [(each.parameter_location.value, each.keywords) for each in mutations],
    )


def facts(failure: EngineFailure) -> dict[str, Any]:
    """The public attributes of a failure; values of the exchange itself are left where they are."""
    names = {name for kind in type(failure).__mro__ for name in getattr(kind, "__slots__", ())}
    if failure.code in ("ST108", "ST109"):
        names |= {"schema_path", "instance_path"}
    wanted = sorted(name for name in names if not name.startswith("_") and name not in _NOT_FACTS)
    return {name: getattr(failure, name) for name in wanted if hasattr(failure, name)}


def _request(interaction: Interaction) -> Request:
    sent = interaction.request
    url = urlsplit(sent.uri)
    headers = tuple((name, _text(value)) for name, values in sent.headers.items() for value in values)
    return Request(sent.method, url.path or "/", url.query, headers, sent.body or b"")


def _response(interaction: Interaction) -> Response:
    got = interaction.response
    if got is None:
        raise ValueError("an interaction without a response has none to translate")
    headers = tuple(
        (name, value) for name, values in got.headers.items() for value in values if name.lower() != TOOK.lower()
    )
    return Response(got.status_code, headers, got.content or b"")


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def trouble(event: events.NonFatalError) -> Trouble:
    """What the engine could not do."""
    import requests

    from contracts.conformance.bounded import UnreadError

    said = str(event.value) if isinstance(event.value, UnreadError) else event.info.message
    return Trouble(
        phase=event.phase.value if event.phase else "",
        operation=event.label if event.related_to_operation else "",
        title=event.info.title,
        text=shorten(said, _LONGEST_TEXT, placeholder=" …"),
        unanswered=isinstance(event.value, requests.RequestException) or event.info.title in _NOBODY_ANSWERS,
    )


def ended_early(error: BaseException) -> Trouble:
    """That a thread of the engine has died, with all that it had still to test."""
    told = f"{type(error).__name__}: {error}"
    return Trouble(
        phase="",
        operation="",
        title="Test engine",
        text="A part of the engine has failed, and what it had still to test was not tested: "
        + shorten(told, _LONGEST_TEXT, placeholder=" …"),
    )
