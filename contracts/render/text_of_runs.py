"""What a test run did, as lines for a terminal."""

from __future__ import annotations

from rich.text import Text

from contracts.findings import Report
from contracts.render import course, exercised, wording
from contracts.render.inert import one_line
from contracts.render.page import Page

_KIND = 13
"""Columns of what a kind of goals is called."""
_TONE = 21
"""Columns of what came of checks."""


def exercised_goals(page: Page, report: Report) -> None:
    """What of the document was exercised, and what never was."""
    if report.coverage is None:
        return
    page.title(exercised.TITLE)
    page.line(exercised.headline(report.coverage), first="  ")
    for kind, counted, share in exercised.totals(report.coverage):
        page.line(f"{kind:<{_KIND}}{share:>7}  {counted}", first="  ")
    for number, (where, kinds) in enumerate(exercised.never(report.coverage)):
        if not number:
            page.title(exercised.NEVER)
        page.line(Text(one_line(where), style="bold"), first="  ")
        for kind, told in kinds:
            page.line(one_line(told), first=f"    {kind:<{_KIND}}")
    if more := exercised.beyond(report.coverage):
        page.line(Text(more, style="dim"), first="  ")


def checks_and_times(page: Page, report: Report) -> None:
    """What came of each check of each operation, and how long answers took."""
    if report.course is None:
        return
    grid = course.grid(report)
    if grid.rows:
        page.title(course.CHECKED)
        page.line(f"{course.counted(grid)} {course.OFTEN}", first="  ")
    for key, told in course.outcomes(grid):
        page.line(Text(one_line(key), style="bold"), first="  ")
        for word, checks in told.items():
            if checks:
                page.line(one_line(", ".join(words for words, _ in checks)), first=f"    {word:<{_TONE}}")
    for number, (key, each) in enumerate(course.times(report.course)):
        if not number:
            page.title(course.TIMED)
        middle, most, longest = map(course.spoken, (each.median, each.most, each.longest))
        answers = wording.plural(each.answers, "answer")
        page.line(f"{one_line(key)}: {answers}, median {middle}, 95 % within {most}, longest {longest}", first="  ")
