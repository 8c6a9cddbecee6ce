"""A score for a terminal: the figure, the families, then each fault that survived with what showed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff

from rich.text import Text

from contracts.mutation.score import Fate, Score, Tried
from contracts.render.inert import one_line, visible
from contracts.render.mutation.telling import HEAD, extent, headline, row
from contracts.render.page import DEFAULT_WIDTH, NARROWEST, Page
from specs.messages import Response
from specs.reproduce import first_line, http_text

_MOST_LINES = 14
"""Of the difference between two answers."""
_TOLD = 10
"""Faults that were not reached which are named."""


def render(score: Score, *, width: int | None = None, color: bool = False) -> str:
    """A score as lines of text.

    Args:
        score: what to show.
        width: columns to fill.
        color: whether to write ANSI colours.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    _head(page, score)
    _families(page, score)
    survived = score.of(Fate.SURVIVED)
    if survived:
        page.title("Shown, and not noticed")
    for each in survived:
        _survivor(page, each)
    _unreached(page, score.of(Fate.UNREACHED))
    return page.text


def _head(page: Page, score: Score) -> None:
    good = not score.of(Fate.SURVIVED) and bool(score.count.noticed)
    word, hue = ("Noticed", "green") if good else ("Survivors" if score.count.survived else "Nothing shown", "red")
    page.line(Text.assemble((f" {word.upper()} ", f"bold reverse {hue}"), "  ", (one_line(score.title), "bold")))
    page.line(headline(score))
    if told := extent(score):
        page.line(told)
    page.line(Text(one_line(f"suite  {score.command}"), style="dim"), first="  ")
    page.line(Text(f"seed   {score.seed}, {score.plain:.1f} s without a fault", style="dim"), first="  ")


def _families(page: Page, score: Score) -> None:
    if not score.tried:
        return
    page.title("By family")
    table = [(name, *row(count)) for name, count in score.families.items()]
    table.append(("all", *row(score.count)))
    for cells in (("", *HEAD), *table):
        page.line(f"  {cells[0]:<12}" + "".join(f"{cell:>13}" for cell in cells[1:]))


def _survivor(page: Page, tried: Tried) -> None:
    page.line()
    page.line(Text(one_line(f"{tried.fault.operation}: {tried.fault.says}"), style="bold"), first="✗ ")
    page.field("fault", one_line(tried.fault.id))
    page.field("document", one_line(" #".join(filter(None, (tried.fault.place, tried.fault.pointer)))))
    page.field("shown", f"{tried.shown} times" if tried.shown > 1 else "once")
    if tried.exchange is not None:
        page.field("asked", one_line(first_line(tried.exchange.request)))
        for line, style in _difference(tried, tried.exchange.response, tried.right):
            page.line(Text(line, style=style), first="    │ ")


def _difference(tried: Tried, wrong: Response, right: Response | None) -> Iterator[tuple[str, str]]:
    """What was answered, beside what should have been; the status line alone where that is the same."""
    if right is None or wrong == right:
        yield visible(first_line(wrong)), ""
        yield f"as it should be, but {one_line(tried.how)}", "red"
        return
    bare = wrong.body == right.body
    lines = list(unified_diff(_lines(right, bare=bare), _lines(wrong, bare=bare), n=1, lineterm=""))[2:]
    for line in [each for each in lines if not each.startswith("@@")][:_MOST_LINES]:
        yield visible(line), {"-": "green", "+": "red"}.get(line[:1], "")


def _lines(response: Response, *, bare: bool) -> list[str]:
    """The lines of an answer, without its body where that is ``bare``."""
    shown = replace(response, body=b"") if bare else response
    return http_text(shown).replace("\r\n", "\n").rstrip("\n").split("\n")


def _unreached(page: Page, tried: tuple[Tried, ...]) -> None:
    if not tried:
        return
    page.title("Not reached")
    for each in tried[:_TOLD]:
        page.line(one_line(each.fault.id), first="  ")
    if len(tried) > _TOLD:
        page.line(f"and {len(tried) - _TOLD} more; --format json has them all", first="  ")
