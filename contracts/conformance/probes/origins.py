"""Are credentials that browsers send by themselves kept from pages of any origin?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.model import Location, Operation

_ORIGIN = "https://ringback.invalid"
"""Nobody's. Source: RFC 2606, 2."""


def _subjects(scene: Scene) -> Iterator[Operation]:
    for operation in scene.document.operations:
        needed = [each for each in operation.parameters if each.required]
        schemes = [each.scheme for alternative in operation.security for each in alternative]
        by_itself = any(each.location is Location.COOKIE or each.kind == "mutualTLS" for each in schemes)
        if operation.method == "GET" and by_itself and not needed:
            yield operation


def _judge(scene: Scene, operation: Operation) -> Iterator[Fault]:
    request = scene.request(operation)
    exchange = scene.caller.send(operation, replace(request, headers=(*request.headers, ("Origin", _ORIGIN))))
    if exchange.response.status >= 300:
        raise Inconclusive(f"{operation.key} answered {exchange.response.status}")
    allowed = exchange.response.header("access-control-allow-origin")
    with_them = (exchange.response.header("access-control-allow-credentials") or "").lower() == "true"
    if allowed == _ORIGIN and with_them:
        yield Fault(operation=operation.key, exchange=exchange)


PROBE = Probe(
    check=Check(
        rule="any-origin-trusted",
        meaning="A web page of any origin may read what a browser is shown with its user's credentials.",
        message="{operation} let a page of an origin that nobody knows read its answer with the user's credentials",
        place="header",
        advice="allow credentials for a list of known origins, and no others",
        severity=Severity.WARNING,
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="no operation takes credentials that browsers send by themselves, such as cookies",
)
"""Source: the Fetch standard, 3.3.5, and CWE-942. A bearer token is no such credential: no page has another's."""
