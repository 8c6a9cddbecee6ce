"""Does whoever is refused for want of credentials hear how to present them?"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from contracts.findings import Severity
from specs.model import SecurityScheme

_UNAUTHORIZED = 401


def _judge(seen: Seen) -> Iterator[Facts]:
    schemes = (each.scheme for alternative in seen.operation.security for each in alternative)
    told = seen.exchange.response.header("www-authenticate")
    if seen.exchange.response.status == _UNAUTHORIZED and told is None and any(_has_a_name(each) for each in schemes):
        yield {}


def _has_a_name(scheme: SecurityScheme) -> bool:
    """Whether there is a scheme of HTTP to name in a challenge; keys of an API have none."""
    return scheme.kind == "http" or scheme.bearer


WATCH = Watch(
    check=Check(
        rule="challenge-missing",
        meaning="An answer 401 does not tell how credentials are presented.",
        message="{operation} answered 401 without WWW-Authenticate",
        place="header",
        advice='send WWW-Authenticate with every 401, for instance: Bearer realm="api"',
        severity=Severity.WARNING,
    ),
    judge=_judge,
)
"""Source: RFC 9110, 15.5.2 and 11.6.1; RFC 6750, 3."""
