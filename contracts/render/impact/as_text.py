"""What a release means for consumers, for a terminal."""

from __future__ import annotations

from rich.text import Text

from contracts.findings import Finding
from contracts.render import wording
from contracts.render.as_text import message
from contracts.render.excerpt import excerpts
from contracts.render.impact import phrases
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, NARROWEST, Page
from contracts.traffic.impact import Consumer, Impact, Standing

_MARKS = {Standing.BREAKS: "✗", Standing.AT_RISK: "!", Standing.SAFE: "✓", Standing.UNSEEN: "?"}
_HUES = {Standing.BREAKS: "red", Standing.AT_RISK: "yellow", Standing.SAFE: "green", Standing.UNSEEN: "cyan"}


def render(impact: Impact, *, width: int | None = None, color: bool = False) -> str:
    """What a release means for consumers, as lines of text.

    Args:
        impact: what to show.
        width: columns to fill.
        color: whether to write ANSI colours.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    page.line(Text(one_line(phrases.title(impact)), style="bold"))
    page.line(one_line(phrases.headline(impact)))
    for consumer in impact.consumers:
        _consumer(page, consumer)
    if impact.unmet:
        page.title(phrases.UNMET if impact.recorded else phrases.UNKNOWN)
    for finding in impact.unmet:
        _named(page, finding)
    return page.text


def _consumer(page: Page, consumer: Consumer) -> None:
    page.line()
    mark = Text(f"{_MARKS[consumer.standing]} ", style=f"bold {_HUES[consumer.standing]}")
    page.line(mark.append(one_line(f"{consumer.name} {phrases.standing(consumer)}"), style="bold"), rest="  ")
    if consumer.calls:
        page.line(one_line(f"{phrases.seen(consumer)}"), first="  ")
    for finding in consumer.breaks:
        _break(page, finding)
    for finding in consumer.risks:
        _named(page, finding)
    for where, told in phrases.uses(consumer):
        page.line(Text(one_line(f"{where}: {told}" if told else where), style="dim"), first="  uses ", rest="       ")


def _break(page: Page, finding: Finding) -> None:
    page.line()
    page.line(Text(one_line(finding.message), style="bold red"), first="  ✗ ")
    for excerpt in excerpts(finding):
        message(page, excerpt)
    page.field("because", one_line(phrases.because(finding)))
    page.field("recorded", phrases.recorded(finding))
    page.field("new", one_line(wording.place(finding.new)) if finding.new else "")
    page.field("gently", one_line(finding.advice))
    page.command("reproduce", one_line(finding.reproduce))


def _named(page: Page, finding: Finding) -> None:
    page.line(one_line(finding.message), first="  ! ")
    told = ", ".join((*finding.operations[:3], *(["…"] if len(finding.operations) > 3 else [])))
    page.line(Text(one_line(f"{finding.rule}: {told}"), style="dim"), first="    ")
