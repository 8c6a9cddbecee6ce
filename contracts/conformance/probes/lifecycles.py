"""Do answers tell that an operation is going away, as the document does?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity
from specs.messages import Response

_SINCE = re.compile(r"@(-?\d+)")
"""Source: RFC 9745, 2.1; before it was one, ``true`` or a date."""


def _untold(seen: Seen) -> Iterator[Facts]:
    response, operation = seen.exchange.response, seen.operation
    if seen.exchange.request.method != operation.method or response.status >= 300:
        return
    if operation.deprecated and response.header("deprecation") is None:
        yield {"name": "Deprecation", "how": "is deprecated in the document, and answers do not tell"}
    if operation.sunset and response.header("sunset") is None:
        yield {"name": "Sunset", "how": f"goes away on {operation.sunset}, and answers do not tell"}


def _wrong(seen: Seen) -> Iterator[Facts]:
    response = seen.exchange.response
    if seen.exchange.request.method != seen.operation.method:
        return
    told, sunset = response.header("deprecation"), response.header("sunset")
    if told is not None and not seen.operation.deprecated and told.strip().lower() not in ("false", "?0"):
        yield {"name": "Deprecation", "how": "is sent, and the document does not mark the operation as deprecated"}
    if told is not None and not _SINCE.fullmatch(told.strip()):
        yield {"name": "Deprecation", "how": f"is no date as @ and seconds since 1970: {told[:40]!r}"}
    if sunset is not None:
        yield from _of_sunset(seen, response, sunset)


def _of_sunset(seen: Seen, response: Response, sunset: str) -> Iterator[Facts]:
    try:
        end = parsedate_to_datetime(sunset)
    except ValueError:
        yield {"name": "Sunset", "how": f"is no date as HTTP writes it: {sunset[:40]!r}"}
        return
    since = _SINCE.fullmatch((response.header("deprecation") or "").strip())
    if since is not None and end.timestamp() < int(since[1]):
        yield {"name": "Sunset", "how": "comes before Deprecation"}
    said = _day(seen.operation.sunset or "")
    if said is not None and abs((end - said).total_seconds()) > 86_400:
        yield {"name": "Sunset", "how": f"is another day than the document's {seen.operation.sunset}"}


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


UNTOLD = Watch(
    check=Check(
        rule="deprecation-untold",
        meaning="The document says that an operation is going away, and its answers do not.",
        message="{operation} {how} (no {name} field)",
        subject="{name}",
        place="header",
        advice="send Deprecation and Sunset: a client that runs reads answers, not documents",
        severity=Severity.NOTE,
    ),
    judge=_untold,
)
"""Source: RFC 9745 and RFC 8594."""
WRONG = Watch(
    check=Check(
        rule="lifecycle-header-wrong",
        meaning="What answers tell of the end of an operation is malformed, or other than the document says.",
        message="{operation}: {name} {how}",
        subject="{name}",
        place="header",
        advice="write both as RFC 9745 and RFC 8594 have them, and let the document say the same",
        severity=Severity.WARNING,
    ),
    judge=_wrong,
)
