"""Counts and durations of exchanges, as Prometheus reads them. Source: Prometheus text exposition format 0.0.4."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mockserver.observing.recording import Record
from mockserver.observing.sheets import OwnSheet, Sheet

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of the buckets of durations, in seconds."""
_WIDTH = len(_BOUNDS) + 2
"""Numbers of a histogram: of each bucket, of what is beyond the last, and the sum."""
_INFO, _REQUESTS, _VIOLATIONS = "ringback_document_info", "ringback_requests_total", "ringback_violations_total"
_ADDITIONS, _PROXIED, _SECONDS = "ringback_additions_total", "ringback_proxied_total", "ringback_answer_seconds"
_LABELS = {
    _INFO: (("document", "title", "release"), "What is served."),
    _REQUESTS: (("document", "operation", "status"), "Requests by operation and class of status."),
    _VIOLATIONS: (("document", "operation", "side", "place"), "What was wrong with messages, by its place."),
    _ADDITIONS: (("kind", "name"), "Overrides and faults that had a say in an answer."),
    _PROXIED: (("document", "outcome"), "What became of exchanges with an upstream."),
    _SECONDS: (("document", "operation"), "Time that it took to make an answer."),
}
"""Of each family its labels, and what it tells."""
_KINDS = {_INFO: "gauge", _SECONDS: "histogram"}
"""Of those that are no counters."""
_MOST_NAMES = 1000
_OUTCOMES = ("mocked", "blocked", "failed")
"""Notes of a proxy that say why an exchange was not passed as it was; the mock answers what has failed, too."""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_Labels = tuple[tuple[str, str], ...]
_Rows = Mapping[str, list[tuple[tuple[str, ...], Sequence[float]]]]
"""What was counted, by family: values of labels, and numbers."""


class Summary(NamedTuple):
    """How much there was.

    Attributes:
        requests: by the first digit of the status.
        wrong: what was wrong with messages.
    """

    requests: Mapping[int, int]
    wrong: int


class Metrics:
    """Counts what is recorded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sheet: Sheet = OwnSheet()
        self._added: set[tuple[str, str]] = set()

    def share(self, sheet: Sheet) -> None:
        """Count there from now on, with other processes; what was counted up to now is of no concern."""
        with self._lock:
            self._sheet = sheet

    def clear(self) -> None:
        """Begin at nothing."""
        with self._lock:
            self._sheet.clear()
            self._added.clear()

    def count(self, record: Record) -> None:
        """Count an exchange; not one that the mock itself has begun."""
        if record.outgoing:
            return
        document, operation = record.book.document, record.key
        with self._lock:
            row = self._sheet.row
            row((_REQUESTS, document, operation, f"{record.response.status // 100}xx"))[0] += 1
            durations = row((_SECONDS, document, operation), _WIDTH)
            durations[bisect_left(_BOUNDS, record.seconds)] += 1
            durations[_WIDTH - 1] += record.seconds
            for side, violations in (("request", record.violations), ("response", record.answered)):
                for violation in violations:
                    row((_VIOLATIONS, document, operation, side, violation.place))[0] += 1
            if record.notes:
                self._count_added(record.notes)
            if "upstream" in record.notes:
                row((_PROXIED, document, next((each for each in _OUTCOMES if each in record.notes), "passed")))[0] += 1

    @property
    def asked(self) -> frozenset[str]:
        """Keys of the operations that were asked for, of whichever document."""
        return frozenset(operation for (_, operation, _), _ in self._rows()[_REQUESTS] if operation)

    def summary(self) -> Summary:
        """How much there was, of all operations together."""
        requests: Counter[int] = Counter()
        rows = self._rows()
        for (_, _, status), count in rows[_REQUESTS]:
            requests[int(status[0])] += int(count[0])
        return Summary(requests, sum(int(count[0]) for _, count in rows[_VIOLATIONS]))

    def _count_added(self, notes: Mapping[str, object]) -> None:
        """Tests give every override a name of its own: from some number on they are counted together, under none."""
        for each in _added(notes):
            if len(self._added) < _MOST_NAMES:
                self._added.add(each)
            kind, name = each
            self._sheet.row((_ADDITIONS, kind, name if each in self._added else ""))[0] += 1

    def _rows(self) -> _Rows:
        found: dict[str, list[tuple[tuple[str, ...], Sequence[float]]]] = {name: [] for name in _LABELS}
        with self._lock:
            for (name, *values), numbers in self._sheet.rows().items():
                found[name].append((tuple(values), tuple(numbers)))
        return found

    def text(self, documents: Iterable[tuple[str, str, str]]) -> str:
        """All counts, in text.

        Args:
            documents: names, titles and releases of what is served.
        """
        rows: _Rows = {**self._rows(), _INFO: [(each, (1,)) for each in documents]}
        return "".join(f"{line}\n" for line in _lines(rows))


def _lines(rows: _Rows) -> Iterator[str]:
    for name, (labels, told) in _LABELS.items():
        kind = _KINDS.get(name, "counter")
        yield f"# HELP {name} {told}"
        yield f"# TYPE {name} {kind}"
        samples = _histogram if kind == "histogram" else _number
        for values, numbers in rows[name]:
            yield from samples(name, tuple(zip(labels, values, strict=True)), numbers)


def _number(name: str, labels: _Labels, numbers: Sequence[float]) -> Iterator[str]:
    yield _sample(name, labels, int(numbers[0]))


def _histogram(name: str, labels: _Labels, numbers: Sequence[float]) -> Iterator[str]:
    total = 0
    for bound, count in zip((*map(str, _BOUNDS), "+Inf"), numbers[:-1], strict=True):
        total += int(count)
        yield _sample(f"{name}_bucket", (*labels, ("le", bound)), total)
    yield _sample(f"{name}_sum", labels, numbers[-1])
    yield _sample(f"{name}_count", labels, total)


def _added(notes: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What the notes of an exchange name: ``override``, one name, and ``faults``, several."""
    if "override" in notes:
        yield "override", str(notes["override"])
    faults = notes.get("faults")
    if isinstance(faults, Sequence):
        yield from (("fault", str(name)) for name in faults)


def _sample(name: str, labels: _Labels, value: float) -> str:
    inside = ",".join(f'{label}="{text.translate(_ESCAPES)}"' for label, text in labels)
    return f"{name}{{{inside}}} {value}"
