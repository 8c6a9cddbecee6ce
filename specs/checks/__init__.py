"""What is wrong with a document itself: for its author, before anyone mocks, tests or compares it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from specs import pointers
from specs.checks import (
    about,
    components,
    examples,
    links,
    media,
    operations,
    parameters,
    paths,
    patterns,
    schemas,
    security,
    servers,
    tags,
    validity,
)
from specs.checks.problem import Check, Found, Mend, Problem, Severity
from specs.checks.subject import Subject
from specs.model import Document

__all__ = ["CHECKS", "MOST", "Check", "Mend", "Problem", "Severity", "check"]

_MODULES = (
    *(about, validity, schemas, patterns, examples, paths, parameters, operations),
    *(media, links, security, servers, components, tags),
)
CHECKS: tuple[Check, ...] = (
    *chain.from_iterable(module.CHECKS for module in _MODULES),
    Check("unfinished", Severity.WARNING, validity.unfinished, "the other checks were made all the same"),
)
"""Every check. A new one is a function and a row in the table of its module."""

_QUOTED = re.compile(r"""["'](.+?)["']""")

_COARSE = frozenset({"invalid", "slip"})

MOST = 2_000
"""How many problems of one kind are told at most."""


def check(document: Document) -> tuple[Problem, ...]:
    """Everything that is wrong with a document, errors first, then in the order of the pointers."""
    subject = Subject(document)
    every = [(each, found) for each in CHECKS for found in islice(_finds(each, subject), MOST)]
    precise = _Precise(found for each, found in every if each.severity is Severity.ERROR and each.id not in _COARSE)
    told = {
        (each.id, found.pointer, found.message): _problem(document, each, found)
        for each, found in every
        if not precise.tell(each, found)
    }
    return tuple(sorted(told.values(), key=lambda each: (each.severity, pointers.tokens(each.pointer), each.message)))


def _finds(each: Check, subject: Subject) -> Iterator[Found]:
    try:
        yield from each.finds(subject)
    except Exception as error:  # whatever a document does to a check is a fact about the document
        subject.unfinished.append(f"{each.id} was not looked for to the end: {type(error).__name__}")


def _problem(document: Document, each: Check, found: Found) -> Problem:
    return Problem(
        id=each.id,
        severity=each.severity,
        pointer=found.pointer,
        place=document.place(found.pointer),
        message=found.message,
        hint=found.hint or each.hint,
        mends=found.mends,
    )


class _Precise:
    """What the special checks found, to leave out what the general ones say of the same in other words."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.messages: dict[str, list[str]] = {}
        self.around: set[str] = set()
        for each in found:
            self.messages.setdefault(each.pointer, []).append(each.message)
            self.around.update(_above(each.pointer))

    def tell(self, check: Check, found: Found) -> bool:
        """Whether they told it: at the same place, or at what it names, or inside of it where it says nothing more."""
        if check.id not in _COARSE:
            return False
        named = _QUOTED.findall(found.message)
        if any(pointers.join(found.pointer, name) in self.messages for name in named):
            return True
        if found.message.endswith(validity.VAGUE) and found.pointer in self.around:
            return True
        above, _, member = found.pointer.rpartition("/")
        if member and any(member in message for message in self.messages.get(above, ())):
            return True
        here = self.messages.get(found.pointer, ())
        of_member = validity.NAMES_A_MEMBER.search(found.message) or check.id == "slip"
        return any(not of_member or any(name in message for name in named) for message in here)


def _above(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer
