"""Failures whose requests are sent once more: which are marked as not seen each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify, request
from items_server import serving

from contracts.conformance.again import Shown, seen_again
from contracts.conformance.choices import Choices
from contracts.conformance.events import HELD_BACK
from contracts.conformance.probes.calling import Caller
from contracts.conformance.run import run
from contracts.findings import Finding
from contracts.runs import folders
from contracts.runs.about import begun
from contracts.runs.journal import FILE, Journal
from contracts.runs.past import read
from specs.load import from_mapping
from specs.messages import Exchange, Request
from specs.messages import Response as Answer

NUMBER = {"content": {"application/json": {"schema": {"type": "integer"}}}, "description": "yes"}
PATHS = ("fails-once", "fails", "tells-a-text-once", "tells-a-text")
DOCUMENT = from_mapping(
    {
        "openapi": "3.1.0",
        "info": {"title": "Moods", "version": "1"},
        "paths": {
            f"/{path}": {"get": {"responses": {"200": NUMBER}}, "delete": {"responses": {"200": NUMBER}}}
            for path in PATHS
        },
    },
    "moods.json",
)


def app(asked: Counter[str]) -> Flask:
    """Its first answer is wrong, or all are."""
    made = Flask("moods")

    @made.route("/<path>", methods=["GET", "DELETE"])
    def answer(path: str) -> Response | tuple[Response, int]:
        asked[f"{request.method} {path}"] += 1
        wrong = not path.endswith("-once") or asked[f"{request.method} {path}"] == 1
        if path.startswith("fails"):
            return (jsonify(0), 500) if wrong else jsonify(0)
        return jsonify("a text" if wrong else 0)

    return made


def test_a_failure_that_is_not_seen_again_is_flaky_in_the_report_and_in_the_journal(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()
    choices = Choices(seed=1, max_examples=1, phases=("fuzzing",))
    folder = folders.begin(tmp_path, begun(DOCUMENT, "moods", choices, run="one"))
    journal = Journal(folder / FILE)
    with serving(app(asked)) as url:
        report = run(DOCUMENT, url, choices, credentials=None, notes=journal)
    journal.close()
    assert _flaky(report.findings) == _flaky(read(folder).findings.values())
    assert _flaky(report.findings) == {
        ("fails-once", "server-error"): True,
        ("fails", "server-error"): False,
        ("tells-a-text-once", "response-schema-violated"): True,
        ("tells-a-text", "response-schema-violated"): False,
    }


def _flaky(findings: Iterable[Finding]) -> dict[tuple[str, str], bool | None]:
    return {(each.operations[0].rpartition("/")[2], each.rule): each.flaky for each in findings}


@pytest.mark.parametrize(
    ("method", "gentle", "sent"), [("GET", True, 2), ("DELETE", True, 0), ("DELETE", False, 2), ("POST", True, 2)]
)
def test_nothing_is_deleted_again_where_an_account_matters(method: str, gentle: bool, sent: int) -> None:
    sending = Sending(lambda: Answer(500))
    seen = seen_again({1: shown(method)}, sending, gentle=gentle)
    assert len(sending.requests) == sent
    assert seen == ({1: True} if sent else {})


def test_what_is_held_back_or_not_answered_says_nothing() -> None:
    assert seen_again({1: shown("GET")}, Sending(lambda: Answer(403, ((HELD_BACK, "budget"),))), gentle=True) == {}


def test_what_is_tried_again_is_bounded() -> None:
    sending = Sending(lambda: Answer(500))
    assert len(seen_again({number: shown("GET") for number in range(200)}, sending, gentle=False)) == 50
    assert len(sending.requests) == 100


def shown(method: str) -> Shown:
    exchange = Exchange(Request(method, "/fails"), Answer(500))
    return Shown(DOCUMENT.by_key["GET /fails"], exchange, False, lambda other: other.response.status == 500)


class Sending(Caller):
    """Answers without a server."""

    def __init__(self, answer: Callable[[], Answer]) -> None:
        super().__init__(DOCUMENT, "http://127.0.0.1:9", None)
        self.requests: list[Request] = []
        self._answer = answer

    def _exchange(self, request: Request, auth: object) -> tuple[Exchange, float]:  # noqa: ARG002 - a caller's
        self.requests.append(request)
        return Exchange(request, self._answer()), 0.0
