"""Are answers to one user kept out of caches that others use?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity

_AGE = re.compile(r"max-age\s*=\s*\"?0*[1-9]")


def _judge(seen: Seen) -> Iterator[Facts]:
    request, response = seen.exchange.request, seen.exchange.response
    if seen.operation.anonymous or request.method != "GET" or response.status != 200 or not response.body:
        return
    told = (response.header("cache-control") or "").lower()
    words = {part.strip().partition("=")[0] for part in told.split(",")}
    if words & {"private", "no-store"} or "*" in (response.header("vary") or ""):
        return
    signed = request.header("authorization") is not None
    if words & {"public", "s-maxage"} or (not signed and _AGE.search(told)):
        yield {"told": told}


WATCH = Watch(
    check=Check(
        rule="private-answer-cacheable",
        meaning="An answer that takes credentials to get may be kept by a cache that others use.",
        message="{operation} takes credentials, and lets shared caches keep its answer (Cache-Control: {told})",
        place="header",
        advice="send Cache-Control: private or no-store, unless everybody gets the same answer",
        severity=Severity.WARNING,
    ),
    judge=_judge,
)
"""Source: RFC 9111, 3.5 and 5.2.2: without Authorization in the request, any freshness will do."""
