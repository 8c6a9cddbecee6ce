"""Checks of links between operations."""

from __future__ import annotations

from collections.abc import Iterator

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.model import Link

_PLACES = frozenset({"path", "query", "header", "cookie"})


def broken_links(subject: Subject) -> Iterator[Found]:
    """Links whose ``operationId`` or ``operationRef`` leads to no operation."""
    for entry, link in _links(subject):
        named = link.operation_ref if link.operation_id is None else link.operation_id
        if named is None:
            yield Found(link.pointer, "link names no operation", mends=(Mend(entry),))
        elif not _elsewhere(link) and subject.document.linked(link) is None:
            yield Found(link.pointer, f"link leads to {named!r}, which is no operation", mends=(Mend(entry),))


def unknown_link_parameters(subject: Subject) -> Iterator[Found]:
    """Parameters of a link that its operation does not have."""
    for _, link in _links(subject):
        operation = subject.document.linked(link)
        if operation is None:
            continue
        for name in link.parameters:
            place, _, bare = name.partition(".")
            known = {(each.location.value, each.name) for each in operation.parameters}
            names = {each for _, each in known}
            if name not in names and not (place in _PLACES and (place, bare) in known):
                pointer = pointers.join(link.pointer, "parameters", name)
                yield Found(pointer, f"{operation.key} has no parameter {name!r}", mends=(Mend(pointer),))


def _links(subject: Subject) -> Iterator[tuple[str, Link]]:
    """Each link once, with the place where it is listed first."""
    told: set[str] = set()
    for operation in subject.operations:
        for response in operation.responses:
            for link in response.links:
                if link.pointer not in told:
                    told.add(link.pointer)
                    yield pointers.join(response.pointer, "links", link.name), link


def _elsewhere(link: Link) -> bool:
    """Whether a link leads into another document, of which nothing is known here."""
    return link.operation_id is None and not (link.operation_ref or "").startswith("#")


CHECKS = (
    Check("link-broken", Severity.ERROR, broken_links, "correct the operation's name, or remove the link"),
    Check("link-parameter-unknown", Severity.ERROR, unknown_link_parameters, "correct the parameter's name"),
)
