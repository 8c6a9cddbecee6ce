"""A report as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.findings import Finding, Ignored, Report, Witness
from contracts.render import course, exercised, reached, verdicts, wording
from contracts.render.around import Around, Stop, alone
from contracts.render.excerpt import excerpts
from contracts.render.inert import one_line, visible
from contracts.render.reached import Lists

_ACTIVE = re.compile(r"[\\`*_\[\]~$]|:(?=\S)|(?<=www)\.|^[#+=-]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A report, the lists of operations that its findings refer to, and since when they are met."""

    report: Report
    lists: Lists
    since: Mapping[str, str] = field(default_factory=dict)


def render(report: Report, around: Around | None = None) -> str:
    """A report as Markdown text."""
    around = around or alone(report)
    shown = _Shown(report, Lists(wording.ordered(report)), around.since)
    parts = [*_head(report), *_around(around), *_summary(report), *_findings(shown), *_rest(report)]
    return "\n\n".join(parts) + "\n"


def overview(report: Report, more: str) -> str:
    """A report as Markdown text without its findings, and where they are."""
    return "\n\n".join([*_head(report), escape(more)]) + "\n"


def of_finding(finding: Finding, report: Report) -> str:
    """One finding of a report as Markdown text."""
    return "\n\n".join(_facts(finding, _Shown(report, Lists()))) + "\n"


def escape(text: str) -> str:
    """A text on one line that Markdown shows as it is: no emphasis, link, image, HTML, table cell or mention in it."""
    escaped = _ACTIVE.sub(r"\\\g<0>", one_line(text).translate(_ENTITIES))
    return _NUMBERED.sub(r"\1\\\2", escaped)


def code(text: str) -> str:
    """A text on one line as a code span; plain where a table could tear the span apart."""
    told = one_line(text)
    if "|" in told or not told:
        return escape(told)
    fence = "`" * (_longest_run(told) + 1)
    space = " " if told.startswith("`") or told.endswith("`") else ""
    return f"{fence}{space}{told}{space}{fence}"


def block(text: str, language: str = "") -> str:
    """A text as a fenced code block whose fence no line of it can close."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    names = list(header)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _head(report: Report) -> Iterator[str]:
    yield f"# {escape(report.title)}"
    yield f"**{verdicts.headline(report)}.** {escape(verdicts.explanation(report))}"
    counted = verdicts.counts(report)
    yield table(counted, [[str(number) for number in counted.values()]])
    if report.subjects:
        yield "\n".join(f"- {escape(role)}: {code(name)}" for role, name in report.subjects.items())


def _around(around: Around) -> Iterator[str]:
    if around.links:
        yield " · ".join(f"[{escape(text)}]({name}.md)" for text, name in around.links.items())
    if around.answers:
        yield "\n".join(
            f"- {escape(each.question)} **{escape(each.word)}.** {escape(each.why)}" for each in around.answers
        )
    if around.timeline:
        yield f"Releases: {' → '.join(map(_stop, around.timeline))}"


def _stop(stop: Stop) -> str:
    named = escape(stop.named)
    linked = f"[{named}]({stop.page}.md)" if stop.page else named
    return f"**{linked}**" if stop.here else linked


def _summary(report: Report) -> Iterator[str]:
    affected = wording.affected(report)
    if not affected:
        return
    yield f"## {wording.affected_title(report)}"
    yield "\n".join(line for who, findings in affected.items() for line in _audience(who, findings))


def _audience(who: str, findings: Iterable[Finding]) -> Iterator[str]:
    yield f"- {escape(who)}"
    for finding in findings:
        where = wording.reach(finding)
        reached = f": {escape(where)}" if where else ""
        yield f"  - {escape(finding.message)}{reached} ([details](#{finding.fingerprint}))"


def _findings(shown: _Shown) -> Iterator[str]:
    report, lists = shown.report, shown.lists
    if report.findings:
        yield "## Findings"
    for operation, findings in wording.by_operation(report).items():
        yield f"### {code(operation)}"
        for finding in findings:
            yield from _finding(finding, shown)
    if lists.all:
        yield f"## {reached.TITLE}"
    for each in lists.all:
        yield f'<a id="operations-{each.number}"></a>'
        yield f"### {each.title}"
        yield ", ".join(map(code, each.operations))


def _finding(finding: Finding, shown: _Shown) -> Iterator[str]:
    yield f'<a id="{finding.fingerprint}"></a>'
    yield f"#### {wording.MARKS[finding.severity]} {escape(finding.message)}"
    yield from _facts(finding, shown)


def _facts(finding: Finding, shown: _Shown) -> Iterator[str]:
    yield "\n".join(f"- {name}: {value}" for name, value in _fields(finding, shown).items() if value)
    for excerpt in excerpts(finding):
        yield block(excerpt.text, "http")
    if finding.test:
        yield block(visible(finding.test).rstrip("\n"), "python")


def _fields(finding: Finding, shown: _Shown) -> Mapping[str, str]:
    old, new = wording.sides(shown.report)
    return {
        "who": escape(wording.audience(finding)) if wording.is_broken(finding) else "",
        "since": escape(shown.since.get(finding.fingerprint, "")),
        "undecided": escape(wording.undecided(finding)),
        "rule": f"{code(finding.rule)} ({', '.join(wording.labels(finding))})",
        "subject": code(finding.subject),
        "operations": _operations(finding, shown.lists),
        "media types": ", ".join(map(code, finding.media_types)),
        old: code(wording.place(finding.old)) if finding.old else "",
        new: code(wording.place(finding.new)) if finding.new else "",
        **(_witness(finding.witness) if finding.witness else {}),
        "cause": escape(wording.cause(finding.cause)) if finding.cause else "",
        "gently" if finding.verdict else "advice": escape(finding.advice),
        "seen": f"{finding.seen} times" if finding.seen != 1 else "",
        wording.command_label(finding): code(finding.reproduce),
        "fingerprint": code(finding.fingerprint),
    }


def _operations(finding: Finding, lists: Lists) -> str:
    told = lists.of(finding)
    if told is None:
        return ", ".join(map(code, finding.operations))
    first, *more = finding.operations
    return f"{code(first)} and {len(more)} more: [{told.name}](#operations-{told.number})"


def _witness(witness: Witness) -> Mapping[str, str]:
    return {
        "witness": escape(wording.took(witness)),
        "reason": escape(witness.reason),
        "offending part": code(wording.offence(witness)),
        "besides": escape("; ".join(wording.besides(witness))),
        "confirmed by": escape(", ".join(witness.confirmed_by)),
    }


def _rest(report: Report) -> Iterator[str]:
    if report.ignored:
        yield "## Ignored"
        yield table(["finding", "rule", "why", "fingerprint"], map(_ignored, wording.ignored(report)))
    yield from _exercised(report)
    yield from _course(report)
    if report.skipped:
        yield "## Could not be judged"
        yield "\n".join(f"- {code(operation)}: {escape(why)}" for operation, why in report.skipped.items())
    if report.unmade:
        yield f"## {wording.UNMADE}"
        yield "\n".join(f"- {code(check)}: {escape(why)}" for check, why in report.unmade.items())
    if told := [*verdicts.guide(report)]:
        yield "## How to go on"
        yield "\n".join(f"- {escape(sentence)}" for sentence in told)
    if report.facts:
        yield "## Figures"
        yield "\n".join(f"- {escape(name)}: {escape(str(value))}" for name, value in report.facts.items())


def _course(report: Report) -> Iterator[str]:
    if report.course is None:
        return
    grid = course.grid(report)
    if grid.rows:
        yield f"## {course.CHECKED}"
        yield escape(f"{course.counted(grid)} {course.OFTEN}")
        told = [[code(key), *map(_checks, checks.values())] for key, checks in course.outcomes(grid)]
        yield table(["operation", *course.TONES.values()], told)
    performed = report.course.performed
    rows = [
        [
            code(key),
            str(sum(performed.get(key, {}).values())),
            str(each.answers),
            *map(course.spoken, (each.median, each.most, each.longest)),
        ]
        for key, each in course.times(report.course)
    ]
    if rows:
        yield f"## {course.TIMED}"
        yield table(["operation", "checks", "answers", "median", "95 % within", "longest"], rows)


def _checks(told: Sequence[tuple[str, course.Cell]]) -> str:
    """Checks in a cell of a table, those that found something with a link to the first of it."""
    return ", ".join(
        f"[{escape(words)}](#{cell.findings[0].fingerprint})" if cell.findings else escape(words)
        for words, cell in told
    )


def _exercised(report: Report) -> Iterator[str]:
    if report.coverage is None:
        return
    yield f"## {exercised.TITLE}"
    yield escape(exercised.headline(report.coverage))
    yield table(
        ["goals", "reached", "share"], ([escape(cell) for cell in row] for row in exercised.totals(report.coverage))
    )
    told = [
        line
        for where, kinds in exercised.never(report.coverage)
        for line in (f"- {code(where)}", *(f"  - {escape(kind)}: {escape(goals)}" for kind, goals in kinds))
    ]
    more = exercised.beyond(report.coverage)
    if told:
        yield f"### {exercised.NEVER}"
        yield "\n".join([*told, *([f"- {escape(more)}"] if more else [])])


def _ignored(each: Ignored) -> tuple[str, ...]:
    finding = each.finding
    return escape(finding.message), code(finding.rule), escape(wording.let_pass(each)), code(finding.fingerprint)


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
