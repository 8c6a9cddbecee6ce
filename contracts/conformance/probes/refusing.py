"""Does an answer that refuses a method say what may be sent instead?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.model import Operation

_METHOD = "TRACE"
"""One that does nothing, and that hardly any path has. Source: RFC 9110, 9.3.8."""


def _subjects(scene: Scene) -> Iterator[Operation]:
    """The first operation of each path that does not have the method."""
    paths = {operation.path: operation for operation in reversed(scene.document.operations)}
    with_it = {operation.path for operation in scene.document.operations if operation.method == _METHOD}
    yield from (operation for path, operation in paths.items() if path not in with_it)


def _judge(scene: Scene, operation: Operation) -> Iterator[Fault]:
    request = replace(scene.request(operation), method=_METHOD, headers=(), body=b"")
    exchange = scene.caller.send(operation, request, Who.NOBODY)
    allowed = exchange.response.header("allow")
    if exchange.response.status != 405 or allowed is None:
        raise Inconclusive(f"no answer to {_METHOD} says what is allowed")
    if _METHOD in {each.strip() for each in allowed.split(",")}:
        yield Fault(operation=operation.key, exchange=exchange, facts={"method": _METHOD})


PROBE = Probe(
    check=Check(
        rule="refused-method-allowed",
        meaning="An answer refuses a method and says that it is allowed.",
        message="{operation}: {method} was answered 405, and Allow names it",
        subject="{method}",
        place="header",
        advice="write into Allow what the path has, and nothing else",
        severity=Severity.WARNING,
    ),
    subjects=_subjects,
    judge=_judge,
    lacking=f"every path has {_METHOD}",
)
"""Source: RFC 9110, 10.2.1 and 15.5.6."""
