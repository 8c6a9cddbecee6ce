"""A report as one HTML file that needs nothing else: no script, no network, no neighbour."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from contracts.findings import Finding, Report
from contracts.render import exercised, reached, verdicts, wording
from contracts.render.excerpt import excerpts
from contracts.render.inert import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def render(report: Report, *, links: Mapping[str, str] | None = None) -> str:
    """A report as an HTML page.

    Args:
        report: what to show.
        links: text → relative URL of neighbouring pages, for the navigation at the top.
    """
    return fill("report.html", report=report, links=links or {}, anchors=anchors(wording.ordered(report)))


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
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("contracts.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        exercised=exercised, reached=reached, verdicts=verdicts, wording=wording, excerpts=excerpts, id=id
    )
    return environment


def _harmless(value: Any) -> Any:
    return visible(value) if type(value) is str else value
