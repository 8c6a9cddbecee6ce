"""Do the header fields that tell of rate limits make sense?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity
from specs.messages import Response

_NAMES = ("X-RateLimit-{}", "X-Rate-Limit-{}", "RateLimit-{}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIRST = re.compile(r"\s*(-?\d+(?:\.\d+)?)(?=\s*(?:[,;]|$))")


def _judge(seen: Seen) -> Iterator[Facts]:
    response = seen.exchange.response
    for form in _NAMES:
        yield from _counts(response, form.format("Limit"), form.format("Remaining"))
    wait = response.header("retry-after")
    if wait is not None and not _NUMBER.fullmatch(wait.strip()) and not _is_date(wait):
        yield {"name": "Retry-After", "how": f"is neither seconds nor a date: {wait[:40]!r}"}
    if response.status == 429 and wait is None and not _resets(response):
        yield {"name": "Retry-After", "how": "is missing in an answer 429: nobody knows how long to wait"}


def _counts(response: Response, limit: str, remaining: str) -> Iterator[Facts]:
    found: dict[str, float] = {}
    for name in (limit, remaining):
        value = response.header(name)
        number = _FIRST.match(value) if value is not None else None
        if value is not None and (number is None or float(number[1]) < 0):
            yield {"name": name, "how": f"is no count: {value[:40]!r}"}
        elif number is not None:
            found[name] = float(number[1])
    if len(found) > 1 and found[remaining] > found[limit]:
        yield {"name": remaining, "how": f"is more than {limit}"}


def _is_date(text: str) -> bool:
    """Whether a text is a date as HTTP writes it. Source: RFC 9110, 5.6.7."""
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return False
    return True


def _resets(response: Response) -> bool:
    return any(name.lower().endswith("-reset") or name.lower() == "ratelimit" for name, _ in response.headers)


WATCH = Watch(
    check=Check(
        rule="rate-limit-inconsistent",
        meaning="Header fields about rate limits contradict each other, or cannot be read.",
        message="{operation}: {name} {how}",
        subject="{name}",
        place="header",
        advice="count what is left down from the limit, and say with 429 when to come again",
        severity=Severity.WARNING,
    ),
    judge=_judge,
)
"""Source: RFC 9110, 10.2.3; RFC 6585, 4; draft-ietf-httpapi-ratelimit-headers."""
