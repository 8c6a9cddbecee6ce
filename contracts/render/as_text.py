"""A report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from rich.text import Text

from contracts.findings import Finding, Report, Severity, Witness
from contracts.render import reached, text_of_runs, verdicts, wording
from contracts.render.around import Around, alone
from contracts.render.excerpt import Excerpt, excerpts
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, LABEL, NARROWEST, Page
from contracts.render.reached import Lists

UNBROKEN = 100_000
"""Columns where what shows the text breaks its lines itself."""
_NEAR = 4
"""Lines around those that matter that are shown, too."""
_OPENED = 30
"""Findings that a brief report tells in full, the gravest."""
_NAMED = 40
"""Findings behind them that a brief report tells in a line, and findings that it sums up for each audience."""
_THE_REST = "all of it is in a file (--output FILE), and in a pipe (| less)"
_HUES: Mapping[str, str] = MappingProxyType(
    {
        "Breaking": "red",
        "Failed": "red",
        "Nothing judged": "yellow",
        verdicts.CODE_ONLY: "yellow",
        verdicts.BEHAVIOUR_ONLY: "yellow",
        verdicts.AGAINST_POLICY: "red",
        "Unproven": "yellow",
        "Not a subset": "red",
        "A subset": "green",
        "Drifted": "red",
        "Matches": "green",
        "Compatible": "green",
        "Passed": "green",
        Severity.ERROR: "red",
        Severity.WARNING: "yellow",
        Severity.NOTE: "cyan",
    }
)


def render(
    report: Report, around: Around | None = None, *, width: int | None = None, color: bool = False, brief: bool = False
) -> str:
    """A report as lines of text.

    Args:
        report: what to show.
        around: what is told because other reports stand beside this one.
        width: columns to fill; lines that cannot be broken elsewhere are broken there.
        color: whether to write ANSI colours.
        brief: whether what is far from what matters is left out, and counted: lines of long messages, operations
            behind the first, findings behind the gravest.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    around = around or alone(report)
    _head(page, report)
    if not brief:
        _around(page, around)
    _summary(page, report, most=_NAMED if brief else None)
    told = wording.ordered(report)
    shown = _Shown(report, Lists(told), brief, around.since)
    opened = told[:_OPENED] if brief else told
    for operation, findings in wording.group(opened, wording.first_operation).items():
        page.title(operation)
        for finding in findings:
            _finding(page, finding, shown)
    _named(page, told[len(opened) :])
    _reached(page, shown)
    _ignored(page, report)
    text_of_runs.exercised_goals(page, report)
    if not brief:
        text_of_runs.checks_and_times(page, report)
    _rest(page, report)
    _guide(page, report)
    return page.text


def of_finding(finding: Finding, report: Report, *, width: int | None = None) -> str:
    """One finding of a report as lines of text."""
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=False)
    _finding(page, finding, _Shown(report, Lists(), brief=False))
    return page.text.strip("\n")


def _head(page: Page, report: Report) -> None:
    word = verdicts.headline(report)
    told = Text.assemble((f" {word.upper()} ", f"bold reverse {_HUES[word]}"), "  ", (one_line(report.title), "bold"))
    page.line(told)
    page.line(verdicts.explanation(report))
    for role, name in report.subjects.items():
        page.line(f"{one_line(role):<{LABEL}}{one_line(name)}", first="  ")
    for scale, counted in verdicts.scales(report).items():
        numbers = " · ".join(f"{name} {number}" for name, number in counted.items())
        page.line(Text(f"{scale:<{LABEL}}{numbers}", style="dim"), first="  ")


def _around(page: Page, around: Around) -> None:
    if around.timeline:
        page.line(one_line(" → ".join(stop.named for stop in around.timeline)), first=f"  {'releases':<{LABEL}}")
    for each in around.answers:
        page.line(
            Text.assemble(f"{one_line(each.question)} ", (f"{one_line(each.word)}.", "bold"), f" {one_line(each.why)}")
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown: a report, the lists of operations that its findings refer to, whether briefly, and since when."""

    report: Report
    lists: Lists
    brief: bool
    since: Mapping[str, str] = field(default_factory=dict)


def _named(page: Page, findings: Sequence[Finding]) -> None:
    """Findings in a line each, and how many are left."""
    if findings:
        page.title("And more")
    for finding in findings[:_NAMED]:
        mark = (f"{wording.MARKS[finding.severity]} ", f"bold {_HUES[finding.severity]}")
        known = (f"{finding.fingerprint[:8]} ", "dim")
        page.line(Text.assemble(mark, known, one_line(finding.message)), first="  ", rest="             ")
    if findings:
        left = len(findings) - _NAMED
        page.line(Text(f"… {left} more; {_THE_REST}" if left > 0 else f"In full: {_THE_REST}", "italic"), first="  ")


def _reached(page: Page, shown: _Shown) -> None:
    if shown.brief:
        return
    if shown.lists.all:
        page.title(reached.TITLE)
    for each in shown.lists.all:
        page.line()
        page.line(Text(each.title, style="bold"))
        for operation in each.operations:
            page.line(one_line(operation), first="  ")


def _summary(page: Page, report: Report, *, most: int | None) -> None:
    affected = wording.affected(report)
    if affected:
        page.title(wording.affected_title(report))
    for who, findings in affected.items():
        page.line(Text(one_line(who), style="bold"), first="  ")
        for finding in findings[:most]:
            mark = (f"{wording.MARKS[finding.severity]} ", f"bold {_HUES[finding.severity]}")
            page.line(Text.assemble(mark, one_line(finding.message)), first="    ", rest="      ")
            if where := wording.reach(finding):
                page.line(Text(one_line(where), style="dim"), first="      ")
        if left := findings[most or len(findings) :]:
            page.line(Text(f"… {len(left)} more; {_THE_REST}", "italic"), first="    ")


def _finding(page: Page, finding: Finding, shown: _Shown) -> None:
    old, new = wording.sides(shown.report)
    page.line()
    mark = Text(f"{wording.MARKS[finding.severity]} ", style=f"bold {_HUES[finding.severity]}")
    page.line(mark.append(one_line(finding.message), style="bold"), first="", rest="  ")
    page.field("who", one_line(wording.audience(finding)) if wording.is_broken(finding) else "")
    page.field("since", one_line(shown.since.get(finding.fingerprint, "")))
    page.field("undecided", one_line(wording.undecided(finding)))
    labels = f"  {' · '.join(wording.labels(finding))}"
    known = "" if finding.witness else f"  {finding.fingerprint}"
    page.field("rule", Text.assemble((one_line(finding.rule), "cyan"), labels, (known, "dim")))
    page.field("subject", one_line(finding.subject) if finding.subject not in finding.message else "")
    page.field("operations", one_line(_operations(finding, shown)))
    page.field("media types", one_line(", ".join(finding.media_types)) if wording.media_told(finding) else "")
    page.field(old, one_line(wording.place(finding.old)) if finding.old else "")
    page.field(new, one_line(wording.place(finding.new)) if finding.new else "")
    if finding.witness:
        _witness(page, finding, finding.witness, brief=shown.brief)
    page.field("cause", one_line(wording.cause(finding.cause)) if finding.cause else "")
    page.field("gently" if finding.verdict else "advice", one_line(finding.advice))
    page.field("seen", f"{finding.seen} times" if finding.seen != 1 else "")
    page.command(wording.command_label(finding), one_line(finding.reproduce))
    page.field("fingerprint", Text(finding.fingerprint, style="dim") if finding.witness else "")


def _operations(finding: Finding, shown: _Shown) -> str:
    """The operations that a finding reaches; nothing where there is one, whose name it stands under."""
    told = shown.lists.of(finding)
    if told is None:
        return ", ".join(finding.operations) if len(finding.operations) > 1 else ""
    return wording.reach(finding) + ("" if shown.brief else f": {told.name}")


def _witness(page: Page, finding: Finding, witness: Witness, *, brief: bool) -> None:
    page.field("witness", one_line(wording.took(witness)))
    for number, excerpt in enumerate(excerpts(finding)):
        if number:
            page.line(first="    │ ")
        message(page, excerpt, brief=brief)
    told = one_line(wording.offence(witness))
    page.field("because", Text.assemble((told, "red"), ": " if told else "", one_line(witness.reason)))
    page.field("besides", one_line("; ".join(wording.besides(witness))))
    page.field("confirmed", one_line(f"by {', '.join(witness.confirmed_by)}" if witness.confirmed_by else ""))


def message(page: Page, excerpt: Excerpt, *, brief: bool = False) -> None:
    """A message with an arrow where what matters begins."""
    before, marked, after = excerpt.pieces
    lines = list(Text.assemble(before, (marked, "bold reverse red"), after).split("\n", allow_blank=True))
    at = before.count("\n") if marked else None
    body = next((number for number, line in enumerate(lines) if not line.plain), len(lines))
    for far, run in groupby(enumerate(lines), lambda each: brief and _far(each[0], body, at, len(lines))):
        told = list(run)
        if far and len(told) > 1:
            page.line(Text(f"… {len(told)} more lines", style="dim italic"), first="    │ ")
            continue
        for number, line in told:
            page.line(line, first="  → │ " if number == at else "    │ ", rest="    │ ")


def _far(number: int, body: int, at: int | None, lines: int) -> bool:
    """Whether a line is one of the body's that are neither near its ends nor near what matters."""
    return body + _NEAR < number < lines - _NEAR and (at is None or abs(number - at) > _NEAR)


def _ignored(page: Page, report: Report) -> None:
    if report.ignored:
        page.title("Ignored")
    for each in wording.ignored(report):
        page.line(one_line(each.finding.message), first=f"  {wording.MARKS[each.finding.severity]} ")
        page.line(Text(f"{each.finding.rule}  {each.finding.fingerprint}", style="dim"), first="    ")
        page.line(one_line(wording.let_pass(each)), first="    ")


def _rest(page: Page, report: Report) -> None:
    told = (("Could not be judged", report.skipped), (wording.UNMADE, report.unmade), ("Figures", report.facts))
    for title, entries in told:
        if entries:
            page.title(title)
        for name, value in entries.items():
            page.line(one_line(f"{name}: {value}"), first="  ")


def _guide(page: Page, report: Report) -> None:
    told = [*verdicts.guide(report)]
    if told:
        page.title("How to go on")
    for sentence in told:
        page.line(sentence, first="  ")


def summary(report: Report) -> Iterator[str]:
    """A report in two lines: the verdict, and what it rests on."""
    yield f"{verdicts.headline(report)}: {one_line(report.title)}"
    yield verdicts.explanation(report)
