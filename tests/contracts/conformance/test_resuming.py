"""A run in two halves finds what one finds, sends nothing twice, and keeps no secret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import flask
import pytest
from items_server import CREDENTIALS, PASSWORD, Items

from contracts.conformance.choices import Choices
from contracts.conformance.probes.selection import selected
from contracts.conformance.run import Progress, run
from contracts.findings import Report
from contracts.runs import folders
from contracts.runs.about import begun
from contracts.runs.journal import FILE, Ended, Journal, Line
from contracts.runs.past import Past, read
from specs.model import Document

Serve = Callable[[Items], str]
QUICK = Choices(seed=3, max_examples=2, phases=("examples", "fuzzing"))


@dataclass
class Counted(Items):
    """Counts what it is sent."""

    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def app(self) -> flask.Flask:
        app = super().app()

        @app.before_request
        def see() -> None:
            self.seen[flask.request.method, flask.request.full_path] += 1

        return app


@dataclass
class Kept:
    """Runs that are journalled."""

    document: Document
    home: Path

    def half(self, url: str, choices: Choices, steps: int) -> Path:
        """The folder of a run that is interrupted after some steps."""
        folder = self.begun(choices)
        with pytest.raises(KeyboardInterrupt):
            self.run(folder, url, choices, steps=steps)
        return folder

    def begun(self, choices: Choices) -> Path:
        return folders.begin(self.home, begun(self.document, "items", choices, run=folders.named()))

    def rest(self, folder: Path, url: str, choices: Choices) -> Report:
        """What comes of the rest of it."""
        past = folders.resume(folder, begun(self.document, "items", choices, run=folder.name))
        return self.run(folder, url, choices, past=past)

    def run(
        self, folder: Path, url: str, choices: Choices, *, past: Past | None = None, steps: int | None = None
    ) -> Report:
        journal, taken = Journal(folder / FILE), count(1)

        def progress(_: Progress) -> None:
            if next(taken) == steps:
                raise KeyboardInterrupt

        try:
            return run(
                self.document, url, choices, credentials=CREDENTIALS, notes=journal, past=past, progress=progress
            )
        finally:
            journal.close()


@pytest.fixture
def kept(document: Document, tmp_path: Path) -> Kept:
    return Kept(document, tmp_path)


def told(report: Report) -> list[tuple[str, str]]:
    return [(each.fingerprint, each.rule) for each in report.findings]


def test_two_halves_find_what_one_run_does_and_nothing_is_tried_twice(kept: Kept, serve: Serve) -> None:
    whole = run(kept.document, serve(Items(fault="schema")), QUICK, credentials=CREDENTIALS)
    url = serve(Items(fault="schema"))
    folder = kept.half(url, QUICK, 11)
    first = read(folder)
    assert 3 < len(first.done) < 9
    report = kept.rest(folder, url, QUICK)
    assert told(report) == told(whole) != []
    assert report.facts["tested"] == whole.facts["tested"] == 5
    assert report.facts["cases before"] == sum(each[3] for part in first.finished().parts for each in part.answered)
    assert report.coverage is not None
    assert {each.goal.where for each in report.coverage.reached if each.times} >= set(kept.document.by_key)
    again = Counter(part.piece for part in read(folder).parts if part.ends and part.phase)
    assert set(again.values()) == {1}


def test_sequences_are_one_piece_and_checks_of_ours_one_each(kept: Kept, serve: Serve) -> None:
    choices = Choices(seed=3, max_examples=3, phases=("stateful", "probes"), checks=selected())
    url = serve(Items(fault="undead"))
    folder = kept.half(url, choices, 3)
    assert ("stateful", "") not in read(folder).done
    report = kept.rest(folder, url, choices)
    past = read(folder)
    assert {("stateful", ""), ("probes", "write-not-read-back")} <= past.done
    assert past.finished().findings.keys() == {each.fingerprint for each in report.findings} != set()
    assert dict(report.unmade)["if-match-ignored"]


def test_of_a_run_with_everything_done_no_operation_is_sent(kept: Kept, serve: Serve) -> None:
    items = Counted(fault="schema")
    url, folder = serve(items), kept.begun(QUICK)
    first = kept.run(folder, url, QUICK)
    folders.note(folder, Line.ENDED, Ended("2026-01-01T00:00:00Z", "the time limit was reached"))
    items.seen.clear()
    assert told(kept.rest(folder, url, QUICK)) == told(first)
    assert {path for _, path in items.seen if "/items" in path} == set(), "the engine looks at the server as a whole"
    assert items.seen["POST", "/v1/login?"] == 1


def test_no_secret_is_kept(kept: Kept, serve: Serve) -> None:
    items = Items(fault="leak")
    folder = kept.half(serve(items), QUICK, 10)
    kept_text = (folder / FILE).read_text()
    assert "status-undocumented" in kept_text
    for secret in (PASSWORD, CREDENTIALS.identifier, "another-token", *items.tokens):
        assert secret not in kept_text
        assert secret.replace('"', '\\"') not in kept_text
