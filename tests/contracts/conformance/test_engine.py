"""What the adapter relies on in the pinned engine. These fail first when the pin moves."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest
import requests
import schemathesis
import schemathesis.engine.core
from items_server import CREDENTIALS, Items
from schemathesis.core import deserialization, media_types
from schemathesis.core.failures import Failure as EngineFailure
from schemathesis.core.transport import Response as EngineResponse
from schemathesis.engine import StopReason, events, recorder
from schemathesis.engine.run import TESTING_PHASES

from contracts.conformance import engine
from contracts.conformance.auth import Session
from contracts.conformance.choices import PHASES, Choices, Settings
from contracts.conformance.engine.reading import reading
from contracts.conformance.events import Ended, Event, Loaded, PhaseBegan, Tried, Trouble
from contracts.conformance.presenting import presented
from contracts.errors import ContractError
from specs.load import from_mapping
from specs.model import Document

Serve = Callable[[Items], str]

RELIED_ON = {
    events.PhaseStarted: {"phase"},
    events.ScenarioFinished: {"phase", "recorder", "skip_reason", "status"},
    events.NonFatalError: {"info", "value", "phase", "label", "related_to_operation"},
    events.FatalError: {"exception"},
    events.Interrupted: {"phase"},
    events.EngineFinished: {"stop_reason", "failures"},
    recorder.ScenarioRecorder: {"label", "cases", "checks", "interactions"},
    recorder.Interaction: {"request", "response"},
    recorder.Request: {"method", "uri", "headers", "body"},
    recorder.CheckNode: {"name", "status", "failure_info"},
    recorder.CheckFailureInfo: {"failure", "steps"},
    recorder.ReproductionStep: {"case_id"},
    EngineFailure: {"code", "operation", "title"},
}


def run(document: Document, base_url: str, *, credentials: bool = True, **settings: object) -> list[Event]:
    session = Session(document, base_url, CREDENTIALS) if credentials else None
    choices = Choices(**({"seed": 7, "max_examples": 5} | settings))  # type: ignore[arg-type]
    chosen = Settings(base_url=base_url, choices=choices)
    return list(engine.run(document, chosen, tuple(presented(document, session)) if session else ()))


@pytest.mark.parametrize(("kind", "names"), RELIED_ON.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_the_engine_has_what_is_relied_on(kind: type, names: set[str]) -> None:
    told = {name for base in kind.__mro__ for name in (*getattr(base, "__slots__", ()), *vars(base))}
    assert names <= told


def test_what_is_sent_does_not_depend_on_the_modules_that_are_loaded(
    document: Document, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent() -> list[tuple[str, str, str, bytes]]:
        told = run(document, serve(Items()), phases=("fuzzing",), max_examples=25)
        tries = [each.request for event in told if isinstance(event, Tried) for _, each in event.exchanges]
        return [(each.method, each.path, each.query, each.body) for each in tries]

    before = sent()
    (tmp_path / "many_texts.py").write_text(f"TEXTS = {[f'text {n}' for n in range(500)]}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import_module("many_texts")
    assert sent() == before


def test_refusals_for_the_state_of_things_are_added_to_what_the_engine_expects_of_valid_requests() -> None:
    usual = schemathesis.Config().projects.default.checks.positive_data_acceptance.expected_statuses
    assert set(engine._NOT_THE_REQUESTS_FAULT) > set(usual)


def test_the_engine_reads_yaml_by_what_is_put_in_its_place() -> None:
    before = dict(deserialization._DESERIALIZERS)
    assert set(media_types.YAML_MEDIA_TYPES) <= before.keys()
    with reading():
        now = deserialization._DESERIALIZERS
        assert now.keys() == before.keys()
        assert {name for name in now if now[name] is not before[name]} == set(media_types.YAML_MEDIA_TYPES)
    assert before == deserialization._DESERIALIZERS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"[2026-01-02, no, 007, ~, {1: x}]", ["2026-01-02", "no", "007", None, {"1": "x"}]),
        (b"a: 1\na: 2", {"a": 2}),
        (b"a: &a [1]\nb: *a", {"a": [1], "b": [1]}),
        (b"a: [", ValueError),
        (b"- !!python/object/apply:os.system [id]", [["id"]]),
        (b"\xff", ValueError),
    ],
)
def test_answers_in_yaml_are_read_as_documents_are(text: bytes, value: object) -> None:
    request = requests.Request("GET", "http://127.0.0.1").prepare()
    answer = EngineResponse(200, {"content-type": ["application/yaml"]}, text, request, 0.0, verify=False)
    with reading(), pytest.raises(ValueError, match=r"not valid YAML|codec") if value is ValueError else nullcontext():
        found = deserialization.deserialize_response(answer, "application/yaml", context=None)  # type: ignore[arg-type]
        assert found == value


def test_a_thread_of_the_engine_that_dies_is_told_of(
    document: Document, serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("of no use\x1b[31m")

    monkeypatch.setattr("schemathesis.engine.run.unit.iter_closing_events", fail, raising=False)
    monkeypatch.setattr("schemathesis.engine.run.unit._direct_executor.iter_closing_events", fail)
    told = run(document, serve(Items()), phases=("coverage",))
    troubles = [each for each in told if isinstance(each, Trouble)]
    assert [each.text for each in troubles if each.title == "Test engine"] == [
        "A part of the engine has failed, and what it had still to test was not tested: RuntimeError: of no use\x1b[31m"
    ]
    assert isinstance(told[-1], Ended)
    assert "Traceback" not in capfd.readouterr().err


def test_the_engine_is_the_pinned_one_and_names_its_phases_as_we_do() -> None:
    assert schemathesis.__version__.startswith("4.32.")
    assert tuple(phase.value for phase in TESTING_PHASES) == PHASES
    assert set(engine._STOPPED_EARLY) <= {reason.value for reason in StopReason}
    assert list(inspect.signature(schemathesis.engine.from_schema).parameters) == ["schema"]


def test_a_run_tells_its_phases_then_that_it_ended(document: Document, serve: Serve) -> None:
    told = run(document, serve(Items()))
    assert told[0] == Loaded(5)
    assert [event.phase for event in told if isinstance(event, PhaseBegan)][-4:] == list(PHASES)
    assert told[-1] == Ended("")
    assert [event for event in told if isinstance(event, Trouble)] == []
    assert [event.failures for event in told if isinstance(event, Tried) and event.failures] == []


def test_exchanges_are_what_went_over_the_wire(document: Document, serve: Serve) -> None:
    base_url = serve(Items(fault="status"))
    tried = [event for event in run(document, base_url, phases=("coverage",)) if isinstance(event, Tried)]
    failures = [failure for event in tried for failure in event.failures]
    assert {(failure.code, failure.operation, failure.sent_to) for failure in failures} == {
        ("ST103", "POST /items", "POST /items")
    }
    shown = failures[0].exchange
    assert shown is not None
    assert (shown.request.method, shown.request.path, shown.response.status) == ("POST", "/v1/items", 202)
    assert (shown.request.header("authorization") or "").startswith("Bearer token-1-")
    assert b'"name"' in shown.request.body
    assert b'"id"' in shown.response.body
    assert shown.response.header("content-type") == "application/json"
    assert failures[0].facts["status_code"] == 202
    assert sum(event.checks for event in tried) > len(failures)
    assert {key for event in tried for key, _ in event.exchanges} == {each.key for each in document.operations}


def test_the_requests_before_a_failure_are_kept_in_order(document: Document, serve: Serve) -> None:
    told = run(document, serve(Items(fault="undead")), phases=("stateful",), max_examples=30)
    failure = next(each for event in told if isinstance(event, Tried) for each in event.failures)
    assert (failure.code, failure.sent_to) == ("ST301", "GET /items/{id}")
    assert failure.before[-1].method == "DELETE"
    assert failure.exchange is not None
    assert failure.exchange.request.path == failure.before[-1].path


def test_only_the_phases_asked_for_send_requests(document: Document, serve: Serve) -> None:
    told = run(document, serve(Items()), phases=("examples",))
    assert {event.phase for event in told if isinstance(event, Tried) and event.exchanges} == {"examples"}


def test_time_is_kept_and_phases_are_not_repeated_to_fill_it(document: Document, serve: Serve) -> None:
    began = time.monotonic()
    told = run(document, serve(Items()), phases=("fuzzing", "stateful"), max_examples=3, max_seconds=60)
    assert time.monotonic() - began < 40
    phases = [event.phase for event in told if isinstance(event, PhaseBegan)]
    assert len(phases) == len(set(phases))
    assert told[-1] == Ended("")


def test_a_run_that_runs_out_of_time_says_so(document: Document, serve: Serve) -> None:
    told = run(document, serve(Items()), max_examples=500, max_seconds=1)
    assert told[-1] == Ended("the time limit was reached", whole=False)


def test_a_server_that_hangs_up_is_a_trouble(document: Document, serve: Serve) -> None:
    told = run(document, serve(Items(fault="hangs-up")), phases=("coverage",))
    found = {(event.operation, event.title) for event in told if isinstance(event, Trouble) and event.unanswered}
    assert found == {("GET /items", "Network Error")}


@pytest.mark.parametrize(
    ("media_type", "schema", "title"),
    [
        ("application/json", {"not": {}}, "Schema Error"),
        ("application/x-nobody-knows", {"type": "object"}, "Serialization not possible"),
    ],
)
def test_what_the_engine_cannot_make_up_is_a_trouble(serve: Serve, media_type: str, schema: object, title: str) -> None:
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    path = {"post": {"requestBody": body, "responses": {"200": {"description": "never"}}}}
    raw = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/x": path}}
    told = run(from_mapping(raw), serve(Items()), credentials=False, phases=("fuzzing",))
    found = {(event.operation, event.title, event.unanswered) for event in told if isinstance(event, Trouble)}
    assert found == {("POST /x", title, False)}


@pytest.mark.parametrize(
    ("event", "error", "told"),
    [
        (events.FatalError(exception=RuntimeError("worse")), ContractError, "the test engine failed: worse"),
        (events.Interrupted(phase=None), KeyboardInterrupt, "^$"),
    ],
)
def test_an_engine_that_gives_up_ends_the_run(
    document: Document, monkeypatch: pytest.MonkeyPatch, event: object, error: type[BaseException], told: str
) -> None:
    monkeypatch.setattr(schemathesis.engine.core.EventStream, "__iter__", lambda _: iter([event]))
    with pytest.raises(error, match=told):
        run(document, "http://127.0.0.1:9", credentials=False)


def test_nothing_is_written_where_the_user_works(
    document: Document, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(document, serve(Items(fault="schema")), max_examples=2)
    assert list(tmp_path.iterdir()) == []


def test_the_document_given_is_not_changed(document: Document, serve: Serve) -> None:
    before = repr(document.raw)
    run(document, serve(Items()), phases=("examples",))
    assert repr(document.raw) == before


def test_nothing_is_read_that_the_document_names(serve: Serve, unasked: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text('{"type": "string", "const": "what-nobody-may-read"}')
    examples = {"a": {"externalValue": f"{unasked}/items"}, "b": {"value": {"$ref": kept.as_uri()}}}
    schema = {"type": "object", "example": {"$ref": f"{unasked}/items"}}
    content = {"application/json": {"schema": schema, "examples": examples}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok"}}}
    told = run(from_mapping({"openapi": "3.1.0", "paths": {"/items": {"put": operation}}}), serve(Items()))
    assert isinstance(told[-1], Ended)
    assert "what-nobody-may-read" not in str(told)


@pytest.mark.parametrize("version", ["3.0", 3.0, "3.1", 3.1])
def test_versions_that_the_engine_does_not_know_are_tested(version: object, serve: Serve) -> None:
    items = {"get": {"responses": {"200": {"description": "ok"}}}}
    told = run(from_mapping({"openapi": version, "paths": {"/items": items}}), serve(Items()))
    assert any(isinstance(each, Tried) for each in told)
