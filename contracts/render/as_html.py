"""A report as one HTML file that needs nothing else: no network, no neighbour, and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from contracts.findings import Finding, Place, Report
from contracts.render import course, exercised, reached, verdicts, wording
from contracts.render.around import Around, alone
from contracts.render.excerpt import excerpts
from contracts.render.facets import CHOSEN_FROM_A_LIST, Facets, facets
from contracts.render.inert import visible
from contracts.render.passages import Passage, passages
from contracts.render.reached import Lists

if TYPE_CHECKING:
    from jinja2 import Environment


_CROWD = 300
"""Findings of a page above which they are told in few bytes, and most only read when the page is there."""
_AT_ONCE = 100
"""Findings of such a page that are there from the start."""
_PARCEL = 100
"""Findings that are read together then."""


@dataclass(frozen=True, slots=True)
class Cards:
    """What the cards of a page share, and what each of them shows beyond its finding.

    Attributes:
        anchors: by the ``id()`` of a finding its anchor.
        facets: what the findings can be filtered by.
        passages: by the ``id()`` of a finding its lines in the documents.
        lists: the long lists of operations, each told once.
        crowded: whether there are so many findings that each is told in few bytes, and none stands open.
        since: by fingerprint, since when a finding is met, where releases around it are known.
    """

    anchors: Mapping[int, str]
    facets: Facets
    passages: Mapping[int, tuple[Passage, ...]]
    lists: Lists
    crowded: bool
    since: Mapping[str, str]

    def opens(self, finding: Finding) -> bool:
        """Whether a finding stands open."""
        return wording.matters(finding) and not self.crowded

    def parted(self, report: Report) -> Iterator[tuple[str, list[Finding], list[list[Finding]]]]:
        """Each operation with its findings: those that a browser reads at once, and parcels of those that can wait."""
        left = _AT_ONCE if self.crowded else len(report.findings)
        for operation, findings in wording.by_operation(report).items():
            later = findings[left:]
            yield operation, findings[:left], [later[at : at + _PARCEL] for at in range(0, len(later), _PARCEL)]
            left = max(0, left - len(findings))

    def sides(self, finding: Finding, report: Report) -> list[tuple[str, Place]]:
        """The places of a finding that are told, with their sides; in a crowd the last one alone."""
        both = zip(wording.sides(report), (finding.old, finding.new), strict=True)
        there = [(side, place) for side, place in both if place]
        return there[-1:] if self.crowded else there

    def place(self, where: Place, side: str, report: Report) -> str:
        """``file:line``; in a crowd the line alone, where the file is the one that the page names at its top."""
        file, _, line = where.line.rpartition(":")
        return f"line {line}" if self.crowded and file == report.subjects.get(side) else where.line


def render(report: Report, around: Around | None = None) -> str:
    """A report as an HTML page: whole without its script, which filters, searches and copies.

    Args:
        report: what to show.
        around: what is told because other pages stand beside this one.
    """
    around = around or alone(report)
    return fill("report.html", report=report, around=around, page=cards(report, around))


def cards(report: Report, around: Around | None = None) -> Cards:
    """What the cards of a page of findings share."""
    findings = wording.ordered(report)
    return Cards(
        anchors(findings),
        facets(report),
        passages(report),
        Lists(findings),
        crowded=len(report.findings) > _CROWD,
        since=around.since if around else {},
    )


def anchors(findings: tuple[Finding, ...]) -> dict[int, str]:
    """The anchor of each finding by its ``id()``: its fingerprint, numbered where two findings share one."""
    taken: dict[str, int] = {}
    names: dict[int, str] = {}
    for finding in findings:
        number = taken[finding.fingerprint] = taken.get(finding.fingerprint, 0) + 1
        names[id(finding)] = finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}"
    return names


def fill(template: str, **values: Any) -> str:
    """A template of this package, filled."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=ChoiceLoader([PackageLoader("contracts.render"), PackageLoader("specs", "look")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = (resources.files("contracts.render") / "templates" / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.filters["spoken"] = course.spoken
    environment.globals.update(
        course=course,
        exercised=exercised,
        reached=reached,
        verdicts=verdicts,
        wording=wording,
        excerpts=excerpts,
        id=id,
        chosen_from_a_list=CHOSEN_FROM_A_LIST,
        script=Markup(script),  # noqa: S704 - our own
        script_hash=f"sha256-{digest}",
    )
    return environment


def _harmless(value: Any) -> Any:
    return visible(value) if type(value) is str else value
