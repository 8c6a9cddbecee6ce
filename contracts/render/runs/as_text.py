"""Two runs compared, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from contracts.findings import Severity
from contracts.render import wording
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, LABEL, NARROWEST, Page
from contracts.render.runs import telling
from contracts.runs.comparing import Compared, Comparison

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
    for title, findings in telling.groups(comparison):
        page.title(title)
        for each in findings:
            _finding(page, each)
    _listed(page, "Slower", map(telling.pace, comparison.paces.slower))
    _listed(page, "Faster", map(telling.pace, comparison.paces.faster))
    for title, lines in telling.lists(comparison):
        _listed(page, title, lines)
    return page.text


def _head(page: Page, comparison: Comparison) -> None:
    word = telling.headline(comparison)
    hue = "red" if word == telling.NEW else "green"
    page.line(Text(f" {word.upper()} ", style=f"bold reverse {hue}"))
    page.line(telling.explanation(comparison))
    for role, about in telling.roles(comparison):
        page.line(one_line(telling.told(about)), first=f"  {role:<{LABEL}}")
    for each in comparison.unlike:
        page.line(one_line(f"{each.first}, then {each.second}"), first=f"  {one_line(each.what):<{LABEL}}")


def _finding(page: Page, compared: Compared) -> None:
    finding = compared.finding
    mark = (f"{wording.MARKS[finding.severity]} ", f"bold {_HUES[finding.severity]}")
    page.line(Text.assemble(mark, one_line(finding.message)), first="  ", rest="    ")
    told = (finding.rule, finding.fingerprint, *(["flaky"] if finding.flaky else []), telling.seen(compared))
    page.line(Text("  ".join(told), style="dim"), first="    ")
    if compared.shown:
        page.command("reproduce", one_line(finding.reproduce))


def _listed(page: Page, title: str, lines: Iterable[str]) -> None:
    told = [*map(one_line, lines)]
    if told:
        page.title(title)
    for each in told:
        page.line(each, first="  ", rest="    ")
