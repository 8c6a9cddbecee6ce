"""Are browsers kept from taking an answer for something else?"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity
from specs.messages import essence

_GUESSED = frozenset({"text/plain", "application/octet-stream", ""})
"""Media types that browsers look behind. Source: WHATWG MIME Sniffing, 7."""


def _judge(seen: Seen) -> Iterator[Facts]:
    response = seen.exchange.response
    kind = essence(response.header("content-type") or "")
    told = (response.header("x-content-type-options") or "").strip().lower()
    if response.status < 300 and response.body and kind in _GUESSED and told != "nosniff":
        yield {"kind": kind or "no media type"}


WATCH = Watch(
    check=Check(
        rule="sniffing-allowed",
        meaning="Browsers may take an answer for something else than it says.",
        message="{operation} answered with {kind}, and without X-Content-Type-Options: nosniff",
        subject="{kind}",
        place="header",
        advice="send X-Content-Type-Options: nosniff with everything",
        severity=Severity.WARNING,
    ),
    judge=_judge,
)
