"""What a proxy has found out so far, each kind of violation once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.pipeline import Mock
from mockserver.response import problems
from specs.model import Document
from specs.validation import Violation

_MOST = 1000
_SHOWN = 20
_ALWAYS = ("exchanges", "violations")
_INDEX = re.compile(r"/\d+(?=/|$)")


@dataclass(slots=True)
class Finding:
    """Violations of one kind.

    Attributes:
        name: of the mock of the document.
        document: as it was then.
        operation: key, or method and path where the document has no such operation.
        side: ``request`` or ``response``.
        status: of the first response they were seen with, or of the response that is wrong.
        example: the first of them.
        count: how many there were.
    """

    name: str
    document: Document
    operation: str
    side: str
    status: int
    example: Violation
    count: int = 0


class Findings:
    """Counts exchanges and violations. One thread only.

    Attributes:
        exchanges: how many there were.
        failures: how often the upstream gave no answer, or not the whole of it.
        mocked: how often the mock answered in its place.
        blocked: how many messages were kept from passing.
    """

    def __init__(self) -> None:
        self.exchanges = self.failures = self.mocked = self.blocked = 0
        self.unjudged: dict[str, int] = {}
        self._found: dict[tuple[str, ...], Finding] = {}
        self._more = 0

    def add(self, mock: Mock, operation: str, side: str, status: int, violations: Iterable[Violation]) -> None:
        """Note what is wrong with a message."""
        for each in violations:
            code = str(status) if side == "response" else ""
            key = (mock.name, operation, side, code, each.place, each.name, _INDEX.sub("/*", each.pointer), each.rule)
            if key not in self._found and len(self._found) >= _MOST:
                self._more += 1
                continue
            known = self._found.setdefault(key, Finding(mock.name, mock.document, operation, side, status, each))
            known.count += 1

    @property
    def violations(self) -> int:
        """How many there were in all."""
        return self._more + sum(each.count for each in self._found.values())

    def report(self, upstreams: Mapping[Mock, str]) -> dict[str, Any]:
        """Everything, as JSON.

        Args:
            upstreams: where the exchanges of each mock went.
        """
        return {
            "documents": [_document(mock, upstream) for mock, upstream in upstreams.items()],
            "exchanges": self.exchanges,
            "failures": self.failures,
            "mocked": self.mocked,
            "blocked": self.blocked,
            "unjudged": self.unjudged,
            "violations": self.violations,
            "findings": [
                {
                    "document": each.name,
                    "operation": each.operation,
                    "side": each.side,
                    "status": each.status,
                    "count": each.count,
                    **problems.error(each.example),
                    "line": each.document.place(each.example.source),
                }
                for each in self._found.values()
            ],
        }

    def summary(self) -> Iterator[str]:
        """Everything, as lines for a person, the commonest violations first."""
        counts = {
            "exchanges": self.exchanges,
            "violations": self.violations,
            "failed": self.failures,
            "answered by the mock": self.mocked,
            "blocked": self.blocked,
            "not judged": sum(self.unjudged.values()),
        }
        yield ", ".join(f"{what}: {count}" for what, count in counts.items() if count or what in _ALWAYS)
        ordered = sorted(self._found.values(), key=lambda each: -each.count)
        several = len({each.name for each in ordered}) > 1
        for each in ordered[:_SHOWN]:
            code = f" {each.status}" if each.side == "response" else ""
            of = f" of {_shown(each.name)}" if several else ""
            yield f"  {each.count} x {_shown(each.operation)}{of}, {each.side}{code}: {_shown(str(each.example))}"
        if len(ordered) > _SHOWN:
            yield f"  and {len(ordered) - _SHOWN} more kinds"


def _document(mock: Mock, upstream: str) -> dict[str, Any]:
    document = mock.document
    told = {"title": document.title, "release": document.release, "source": document.source.label}
    return {"name": mock.name, **told, "upstream": upstream}


def _shown(text: str) -> str:
    """Text of strangers on a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text[:300])
