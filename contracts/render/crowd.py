"""A page of very many findings: what of it is there at once, and what is told once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from contracts.findings import Finding, Place, Report
from contracts.render import wording

MANY = 300
"""Findings of a page above which they are told in few bytes, and most are only read when the page is there."""
_TOGETHER = 50
"""Findings of such a page that are read together; the first of them are there from the start."""
SUMMED = 20
"""Findings of such a page that it sums up for each audience."""
_LONGER = 1.02
"""How much longer a text may get by having few kinds of characters."""


@dataclass(frozen=True, slots=True)
class Section:
    """An operation with findings.

    Attributes:
        operation: what the findings are filed under.
        findings: some of those or all.
        continued: whether others of the same operation stand before them.
    """

    operation: str
    findings: Sequence[Finding]
    continued: bool = False


def parcels(report: Report, *, crowded: bool) -> list[list[Section]]:
    """The findings of a page under their operations: the first parcel is there at once, others are read later."""
    most = _TOGETHER if crowded else MANY
    made: list[list[Section]] = [[]]
    room = most
    for section in _sections(report, most):
        if len(section.findings) > room:
            made.append([])
            room = most
        made[-1].append(section)
        room -= len(section.findings)
    return made


def _sections(report: Report, most: int) -> Iterator[Section]:
    for operation, findings in wording.by_operation(report).items():
        for at in range(0, len(findings), most):
            yield Section(operation, findings[at : at + most], continued=at > 0)


def files(report: Report) -> dict[str, str]:
    """By the report's word for a document the file that most of its places are in."""
    told: dict[str, Counter[str]] = {}
    for finding in wording.ordered(report):
        for side, place in places(finding, report):
            told.setdefault(side, Counter())[place.line.rpartition(":")[0]] += 1
    return {side: counted.most_common(1)[0][0] for side, counted in told.items()}


def places(finding: Finding, report: Report) -> list[tuple[str, Place]]:
    """The places of a finding, each with what the report calls the document it is in."""
    both = zip(wording.sides(report), (finding.old, finding.new), strict=True)
    return [(side, place) for side, place in both if place]


def placed(finding: Finding, report: Report, named: Mapping[str, str]) -> str:
    """The places of a finding in few words: ``old line 625, new line 1007 #/components/schemas/Language``.

    Args:
        finding: the one.
        report: the one it is in.
        named: by the report's word for a document the file that need not be named.
    """
    told = [(f"{side} {_line(place, named[side])}", place.pointer) for side, place in places(finding, report)]
    if len({pointer for _, pointer in told}) == 1:
        told = [(", ".join(where for where, _ in told), told[0][1])]
    return ", ".join(f"{where} #{pointer}" if pointer else where for where, pointer in told)


def _line(place: Place, named: str) -> str:
    file, _, line = place.line.rpartition(":")
    return f"line {line}" if file == named else place.line


def lean(text: Markup) -> Markup:
    """HTML whose few characters beyond Latin-1 are written as references: a browser reads it in half the time."""
    told = text.encode("latin-1", "xmlcharrefreplace").decode("latin-1")
    return Markup(told) if len(told) <= _LONGER * len(text) else text  # noqa: S704 - markup as before
