"""Plain schemathesis on the same server, and what is told of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from items_server import CREDENTIALS, Items

from contracts.conformance import stock
from contracts.conformance.choices import Choices
from contracts.errors import ContractError
from contracts.findings import Finding, Report, Severity
from specs.load import from_mapping
from specs.model import Document


def test_the_plain_command_finds_a_fault_and_leaves_no_file(
    document: Document, serve: Callable[[Items], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    choices = Choices(seed=1, max_examples=1, phases=("examples",))
    found = stock.run(document, serve(Items(fault="schema")), choices, CREDENTIALS)
    assert ("response-schema-violated", "POST /items") in found.failed
    assert found.requests > 0
    assert [*tmp_path.iterdir()] == []


def test_the_plain_command_reads_nothing_that_the_document_names(serve: Callable[[Items], str], unasked: str) -> None:
    examples = {"a": {"externalValue": f"{unasked}/example"}, "b": {"value": "b"}}
    content = {"text/plain": {"schema": {}, "examples": examples}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok"}}}
    named = from_mapping({"openapi": 3.1, "paths": {"/items": {"put": operation}}})
    choices = Choices(seed=1, max_examples=1, phases=("examples",))
    assert stock.run(named, serve(Items()), choices, None).requests > 0


def test_the_plain_command_takes_an_answer_that_is_no_yaml_for_a_fault(serve_yaml: str) -> None:
    content = {"application/yaml": {"schema": {"type": "object"}}}
    operation = {"responses": {"200": {"description": "ok", "content": content}}}
    document = from_mapping(
        {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": operation}}}
    )
    found = stock.run(document, serve_yaml, Choices(seed=1, max_examples=1, phases=("coverage",)), None)
    assert ("response-unreadable", "GET /") in found.failed


@pytest.fixture
def serve_yaml() -> Iterator[str]:
    """A server that answers with a text that is no YAML, though it says so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/yaml")
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"a: [\n")

        def log_message(self, *_: object) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_each_found_is_told_side_by_side() -> None:
    def finding(rule: str, operation: str) -> Finding:
        return Finding(rule=rule, message="", severity=Severity.ERROR, operations=(operation,))

    ours = (finding("server-error", "GET /a"), finding("server-error", "GET /b"), finding("filter-ignored", "GET /a"))
    report = Report(kind="conformance", title="", subjects={}, findings=ours, judged=2, facts={"seed": 1})
    theirs = stock.Stock(frozenset({("server-error", "GET /a"), ("method-not-refused", "GET /c")}), 7)
    assert stock.beside(report, theirs).facts == {
        "seed": 1,
        "stock: requests": 7,
        "stock: failures": 2,
        "found by both": "server-error of GET /a",
        "found by ringback alone": "server-error of GET /b",
        "found by stock alone": "method-not-refused of GET /c",
    }


def test_probes_alone_are_nothing_for_the_plain_command(document: Document) -> None:
    with pytest.raises(ContractError, match="nothing to do"):
        stock.run(document, "http://127.0.0.1:9", Choices(phases=("probes",)), None)
