"""Checks of what every document must say, and can be used without."""

from __future__ import annotations

from collections.abc import Iterator

from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject

_STANDS_FOR = {"title": "Untitled", "version": "0"}


def incomplete_info(subject: Subject) -> Iterator[Found]:
    """A document without ``info``, or one whose ``info`` has no title or no version. Source: OAS 3.0.3, Info Object."""
    info = subject.document.raw.get("info")
    if info is None:
        yield Found("", "no 'info': the document has no title and no version", mends=(Mend("", {"info": _STANDS_FOR}),))
    elif isinstance(info, dict):
        for key, value in _STANDS_FOR.items():
            if key not in info:
                yield Found("/info", f"no {key!r}", mends=(Mend("/info", {key: value}),))


def undescribed_responses(subject: Subject) -> Iterator[Found]:
    """Responses without a description, which every version before 3.2 asks for. Source: OAS 3.1.1, Response Object."""
    if subject.document.dialect == "3.2":
        return
    told: set[str] = set()
    for operation in subject.operations:
        for response in operation.responses:
            raw = subject.at(response.pointer)
            if isinstance(raw, dict) and "description" not in raw and response.pointer not in told:
                told.add(response.pointer)
                mend = Mend(response.pointer, {"description": ""})
                yield Found(response.pointer, "a response without 'description'", mends=(mend,))


CHECKS = (
    Check("info-incomplete", Severity.ERROR, incomplete_info, "add it"),
    Check("response-undescribed", Severity.ERROR, undescribed_responses, "add it; it may be empty"),
)
