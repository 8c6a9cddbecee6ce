"""Does an answer come in the media type that was asked for, where the document has several?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.scene import Scene
from contracts.findings import Severity
from specs.messages import essence, matches
from specs.model import Location, Operation


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """A media type that an operation can answer in."""

    operation: Operation
    media_type: str


def _subjects(scene: Scene) -> Iterator[_Wanted]:
    for operation in scene.document.operations:
        needed = [each for each in operation.parameters if each.required and each.location is not Location.PATH]
        content = operation.successes[0].content if operation.successes else ()
        names = [each.name for each in content if "*" not in each.name]
        if operation.method == "GET" and not needed and len({essence(name) for name in names}) > 1:
            yield from (_Wanted(operation, essence(name)) for name in names)


def _judge(scene: Scene, wanted: _Wanted) -> Iterator[Fault]:
    operation = wanted.operation
    request = scene.request(operation, scene.somewhere(operation))
    headers = tuple(pair for pair in request.headers if pair[0].lower() != "accept")
    exchange = scene.caller.send(operation, replace(request, headers=(*headers, ("Accept", wanted.media_type))))
    response, told = exchange.response, exchange.response.header("content-type")
    if response.status >= 300 and response.status != 406:
        raise Inconclusive(f"{operation.key} answered {response.status}")
    if response.status == 406 or (response.body and not matches(wanted.media_type, told or "")):
        facts = {"wanted": wanted.media_type, "told": "406" if response.status == 406 else essence(told or "nothing")}
        yield Fault(operation=operation.key, exchange=exchange, facts=facts)


PROBE = Probe(
    check=Check(
        rule="accept-ignored",
        meaning="An answer is not in the media type that was asked for, though the document has it.",
        message="{operation}, asked for {wanted}, answered {told}",
        subject="{wanted}",
        place="header",
        advice="answer in the media type that Accept asks for, or take it out of the document",
        severity=Severity.WARNING,
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="no operation that is read documents several media types",
)
"""Source: RFC 9110, 12.5.1."""
