"""Two runs compared, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from contracts.findings import Severity
from contracts.render import wording
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, LABEL, NARROWEST, Page
from contracts.render.runs import telling
from contracts.runs.comparing import Change, Compared, Comparison

_HUES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def render(comparison: Comparison, *, width: int | None = None, color: bool = False) -> str:
    """A comparison as lines of text.

    Args:
        comparison: what to show.
        width: columns to fill.
        color: whether to write ANSI colours.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    _head(page, comparison)
    for change in Change:
        findings = comparison.of(change)
        if findings:
            page.title(telling.TITLES[change])
        for each in findings:
            _finding(page, each)
    _listed(page, "Slower", map(telling.pace, comparison.paces.slower))
    _listed(page, "Faster", map(telling.pace, comparison.paces.faster))
    _listed(page, "Operations that only the first tested", comparison.dropped)
    _listed(page, "Operations that only the second tested", comparison.added)
    _listed(page, "What to know of this", telling.notes(comparison))
    return page.text


def _head(page: Page, comparison: Comparison) -> None:
    word = telling.headline(comparison)
    hue = "red" if word == telling.NEW else "green"
    page.line(Text(f" {word.upper()} ", style=f"bold reverse {hue}"))
    page.line(telling.explanation(comparison))
    for role, about in (("first", comparison.first), ("second", comparison.second)):
        page.line(one_line(telling.told(about)), first=f"  {role:<{LABEL}}")
    for each in comparison.unlike:
        page.line(one_line(f"{each.first}, then {each.second}"), first=f"  {one_line(each.what):<{LABEL}}")


def _finding(page: Page, compared: Compared) -> None:
    finding = compared.finding
    mark = (f"{wording.MARKS[finding.severity]} ", f"bold {_HUES[finding.severity]}")
    page.line(Text.assemble(mark, one_line(finding.message)), first="  ", rest="    ")
    seen = f"seen {compared.seen[0]} times, then {compared.seen[1]} times"
    page.line(Text(f"{finding.rule}  {finding.fingerprint}  {seen}", style="dim"), first="    ")
    if compared.change in (Change.NEW, Change.FLAKY):
        page.command("reproduce", one_line(finding.reproduce))


def _listed(page: Page, title: str, lines: Iterable[str]) -> None:
    told = [*map(one_line, lines)]
    if told:
        page.title(title)
    for each in told:
        page.line(each, first="  ", rest="    ")
