"""A witness as HTTP text, and where in that text the part that matters stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts.findings import Finding, Witness
from specs.spans import Span, first_line, shown, span, target


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One message of a witness.

    Attributes:
        title: ``request`` or ``response``.
        text: the whole message, harmless to show.
        span: offsets of the part that matters, or None where it is not in this message.
    """

    title: str
    text: str
    span: Span | None = None

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The text before the part that matters, that part (empty if there is none), and the text after it."""
        start, stop = self.span or (len(self.text), len(self.text))
        return self.text[:start], self.text[start:stop], self.text[stop:]


def excerpts(finding: Finding) -> Iterator[Excerpt]:
    """The messages of a finding's witness, request first."""
    witness = finding.witness
    if witness is None:
        return
    blamed = _blamed(finding, witness)
    for title, message in (("request", witness.request), ("response", witness.response)):
        if message is not None:
            text = shown(message)
            yield Excerpt(title, text, _span(text, finding, witness) if title == blamed else None)


def _blamed(finding: Finding, witness: Witness) -> str:
    """Which message holds the part that matters; a test run's exchange is blamed on the answer."""
    if witness.request is None or witness.response is None:
        return "request" if witness.request else "response"
    if finding.direction == "request" or witness.place in _REQUEST_ONLY:
        return "request"
    return "response"


def _span(text: str, finding: Finding, witness: Witness) -> Span | None:
    """The part that matters; where it is missing from the message, what it is missing from."""
    instead = _INSTEAD.get(witness.place)
    return span(text, witness, finding.operations[0] if finding.operations else "") or (instead and instead(text))


_INSTEAD: Mapping[str, Callable[[str], Span | None]] = MappingProxyType(
    {
        **dict.fromkeys(("cookie", "header", "method", "operation", "security"), first_line),
        **dict.fromkeys(("path", "query"), target),
    }
)
_REQUEST_ONLY = frozenset({"cookie", "method", "operation", "path", "query", "security"})
