"""Counts and durations of exchanges, as Prometheus reads them. Source: Prometheus text exposition format 0.0.4."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mockserver.observing.recording import Record

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of the buckets of durations, in seconds."""
_MOST_NAMES = 1000
_OUTCOMES = ("mocked", "blocked", "failed")
"""Notes of a proxy that say why an exchange was not passed as it was; the mock answers what has failed, too."""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_Labels = tuple[tuple[str, str], ...]


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
        self.clear()

    def clear(self) -> None:
        """Begin at nothing."""
        with self._lock:
            self._requests: Counter[tuple[str, str, int]] = Counter()
            self._violations: Counter[tuple[str, str, str, str]] = Counter()
            self._added: Counter[tuple[str, str]] = Counter()
            self._passed: Counter[tuple[str, str]] = Counter()
            self._durations: dict[tuple[str, str], _Durations] = {}

    def count(self, record: Record) -> None:
        """Count an exchange; not one that the mock itself has begun."""
        if record.outgoing:
            return
        document, operation = record.book.document, record.key
        with self._lock:
            self._requests[document, operation, record.response.status // 100] += 1
            durations = self._durations.get((document, operation))
            if durations is None:
                durations = self._durations[document, operation] = _Durations()
            durations.add(record.seconds)
            for side, violations in (("request", record.violations), ("response", record.answered)):
                for violation in violations:
                    self._violations[document, operation, side, violation.place] += 1
            if record.notes:
                self._count_added(record.notes)
            if "upstream" in record.notes:
                self._passed[document, next((each for each in _OUTCOMES if each in record.notes), "passed")] += 1

    @property
    def asked(self) -> frozenset[str]:
        """Keys of the operations that were asked for, of whichever document."""
        with self._lock:
            return frozenset(operation for _, operation, _ in self._requests if operation)

    def summary(self) -> Summary:
        """How much there was, of all operations together."""
        with self._lock:
            requests: Counter[int] = Counter()
            for (_, _, digit), count in self._requests.items():
                requests[digit] += count
            return Summary(requests, self._violations.total())

    def _count_added(self, notes: Mapping[str, object]) -> None:
        """Tests give every override a name of its own: from some number on they are counted together, under none."""
        for kind, name in _added(notes):
            known = (kind, name) in self._added or len(self._added) < _MOST_NAMES
            self._added[kind, name if known else ""] += 1

    def text(self, documents: Iterable[tuple[str, str, str]]) -> str:
        """All counts, in text.

        Args:
            documents: names, titles and releases of what is served.
        """
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines(documents))

    def _lines(self, documents: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        yield from _family("ringback_document_info", "gauge", "What is served.")
        for each in documents:
            yield _sample("ringback_document_info", _labels(("document", "title", "release"), each), 1)
        yield from _family("ringback_requests_total", "counter", "Requests by operation and class of status.")
        for (document, operation, digit), count in self._requests.items():
            labels = _labels(("document", "operation", "status"), (document, operation, f"{digit}xx"))
            yield _sample("ringback_requests_total", labels, count)
        yield from _family("ringback_violations_total", "counter", "What was wrong with messages, by its place.")
        for key, count in self._violations.items():
            yield _sample("ringback_violations_total", _labels(("document", "operation", "side", "place"), key), count)
        yield from _family("ringback_additions_total", "counter", "Overrides and faults that had a say in an answer.")
        for named, count in self._added.items():
            yield _sample("ringback_additions_total", _labels(("kind", "name"), named), count)
        yield from _family("ringback_proxied_total", "counter", "What became of exchanges with an upstream.")
        for passed, count in self._passed.items():
            yield _sample("ringback_proxied_total", _labels(("document", "outcome"), passed), count)
        yield from _family("ringback_answer_seconds", "histogram", "Time that it took to make an answer.")
        for of, durations in self._durations.items():
            yield from durations.samples("ringback_answer_seconds", _labels(("document", "operation"), of))


class _Durations:
    """A histogram."""

    __slots__ = ("_counts", "_sum")

    def __init__(self) -> None:
        self._counts = [0] * (len(_BOUNDS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(_BOUNDS, seconds)] += 1
        self._sum += seconds

    def samples(self, name: str, labels: _Labels) -> Iterator[str]:
        total = 0
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self._counts, strict=True):
            total += count
            yield _sample(f"{name}_bucket", (*labels, ("le", bound)), total)
        yield _sample(f"{name}_sum", labels, self._sum)
        yield _sample(f"{name}_count", labels, total)


def _added(notes: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What the notes of an exchange name: ``override``, one name, and ``faults``, several."""
    if "override" in notes:
        yield "override", str(notes["override"])
    faults = notes.get("faults")
    if isinstance(faults, Sequence):
        yield from (("fault", str(name)) for name in faults)


def _family(name: str, kind: str, told: str) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"


def _labels(names: Iterable[str], values: Iterable[str]) -> _Labels:
    return tuple(zip(names, values, strict=True))


def _sample(name: str, labels: _Labels, value: float) -> str:
    inside = ",".join(f'{label}="{text.translate(_ESCAPES)}"' for label, text in labels)
    return f"{name}{{{inside}}} {value}"
