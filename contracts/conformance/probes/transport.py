"""Are browsers told to come over HTTPS only?"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity

_AGE = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)\"?\s*(?:;|$)", re.IGNORECASE)


def _judge(seen: Seen) -> Iterator[Facts]:
    if not _concerned(seen.server) or seen.exchange.response.status >= 400:
        return
    told = seen.exchange.response.header("strict-transport-security")
    age = _AGE.search(told) if told is not None else None
    if told is None:
        yield {"how": "is missing"}
    elif age is None:
        yield {"how": "has no max-age"}
    elif not int(age[1]):
        yield {"how": "has a max-age of 0"}


def _concerned(server: str) -> bool:
    """Whether browsers would heed the field: not over plain HTTP, and not of an address without a name.

    ``localhost`` is left alone, too: it is the same for all that is developed on a machine. Source: RFC 6797, 8.1.
    """
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme != "https" or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


WATCH = Watch(
    check=Check(
        rule="https-not-demanded",
        meaning="Answers over HTTPS do not tell browsers to come that way only.",
        message="answers over HTTPS let browsers come without it the next time (Strict-Transport-Security {how})",
        subject="{how}",
        place="header",
        advice="send Strict-Transport-Security: max-age=31536000 with every answer over HTTPS",
        severity=Severity.WARNING,
    ),
    judge=_judge,
    whole=True,
)
"""Source: RFC 6797, 6.1 and 7.1. What a server sends everywhere is one finding."""
