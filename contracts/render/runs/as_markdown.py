"""Two runs compared, as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracts.render.as_markdown import block, code, escape, table
from contracts.render.runs import telling
from contracts.runs.comparing import Compared, Comparison
from contracts.runs.pace import Pace


def render(comparison: Comparison) -> str:
    """A comparison as Markdown text."""
    return "\n\n".join(_parts(comparison)) + "\n"


def _parts(comparison: Comparison) -> Iterator[str]:
    yield f"# {telling.headline(comparison)}"
    yield escape(telling.explanation(comparison))
    yield "\n".join(f"- {role}: {escape(telling.told(about))}" for role, about in telling.roles(comparison))
    if comparison.unlike:
        rows = ([escape(each.what), escape(each.first), escape(each.second)] for each in comparison.unlike)
        yield table(("not the same", "first", "second"), rows)
    for title, findings in telling.groups(comparison):
        yield f"## {escape(title)}"
        for each in findings:
            yield from _finding(each)
    for title, paces in (("Slower", comparison.paces.slower), ("Faster", comparison.paces.faster)):
        if paces:
            yield f"## {title}"
            yield table(("operation", "first", "second", "times", "answers"), map(_pace, paces))
    for title, lines in telling.lists(comparison):
        yield f"## {escape(title)}"
        yield _listed(map(escape, lines))


def _finding(compared: Compared) -> Iterator[str]:
    finding = compared.finding
    yield f"### {escape(finding.message)}"
    marks = (
        finding.severity.value,
        *(["flaky"] if finding.flaky else []),
        code(finding.rule),
        code(finding.fingerprint),
    )
    yield ", ".join((*marks, telling.seen(compared)))
    if compared.shown and finding.reproduce:
        yield block(finding.reproduce, "sh")


def _pace(pace: Pace) -> list[str]:
    first, second, times, answers = telling.paced(pace)
    return [code(pace.operation), first, second, times, answers]


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
