"""Do answers keep to themselves what only clients send, such as passwords?"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Facts, Seen, Watch
from specs.messages import is_json
from specs.validation import check_response


def _judge(seen: Seen) -> Iterator[Facts]:
    response = seen.exchange.response
    if not response.body or not is_json(response.header("content-type") or ""):
        return
    for violation in check_response(seen.operation, response):
        if violation.rule == "writeOnly":
            yield {"pointer": violation.pointer}


WATCH = Watch(
    check=Check(
        rule="write-only-told",
        meaning="An answer has a member that the document says only clients send.",
        message="{operation} answered {status} with {pointer}, which the document has as writeOnly",
        subject="{pointer}",
        place="body",
        advice="take it out of answers; secrets that clients send stay where they are",
    ),
    judge=_judge,
)
"""Source: OpenAPI 3.0.3, Schema Object, writeOnly: it should not be sent in a response. The engine does not look."""
