"""A report as one HTML file that needs nothing else: no network, no neighbour, and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from contracts.findings import Finding, Report
from contracts.render import course, crowd, exercised, reached, verdicts, wording
from contracts.render.around import Around, alone
from contracts.render.crowd import Section
from contracts.render.excerpt import excerpts
from contracts.render.facets import CHOSEN_FROM_A_LIST, Facets, facets
from contracts.render.inert import visible
from contracts.render.passages import Passage, passages
from contracts.render.reached import Lists

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Cards:
    """What the cards of a page share, and what each of them shows beyond its finding.

    Attributes:
        anchors: by the ``id()`` of a finding its anchor.
        facets: what the findings can be filtered by.
        passages: by the ``id()`` of a finding its lines in the documents.
        lists: the long lists of operations, each told once.
        crowded: whether there are so many findings that each is told in few bytes, and none stands open.
        files: in a crowd, by the report's word for a document the file that places do not name.
        since: by fingerprint, since when a finding is met, where releases around it are known.
    """

    anchors: Mapping[int, str]
    facets: Facets
    passages: Mapping[int, tuple[Passage, ...]]
    lists: Lists
    crowded: bool
    files: Mapping[str, str]
    since: Mapping[str, str]

    def opens(self, finding: Finding) -> bool:
        """Whether a finding stands open."""
        return wording.matters(finding) and not self.crowded

    def labels(self, finding: Finding) -> list[str]:
        """What a finding is in some words; in a crowd one label of them all."""
        told = wording.labels(finding)
        return [" · ".join(told)] if self.crowded else told

    def parcels(self, report: Report) -> list[list[Section]]:
        """The findings under their operations: those that are there at once, and parcels of those that can wait."""
        return crowd.parcels(report, crowded=self.crowded)

    def summed(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Those findings of an audience that are summed up; in a crowd the first ones."""
        return findings[: crowd.SUMMED] if self.crowded else findings


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
    crowded = len(findings) > crowd.MANY
    return Cards(
        anchors(findings),
        facets(report),
        passages(report),
        Lists(findings),
        crowded=crowded,
        files=crowd.files(report) if crowded else {},
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
    environment.filters["lean"] = crowd.lean
    environment.globals.update(
        course=course,
        crowd=crowd,
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
