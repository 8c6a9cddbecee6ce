"""A changelog for a terminal."""

from __future__ import annotations

from rich.text import Text

from contracts.compat.changelog import Changelog, Entry, Kind
from contracts.findings import Verdict
from contracts.render.changelog import phrases
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, NARROWEST, Page

_MARKS = {Verdict.BREAKING: "✗", Verdict.UNPROVEN: "!", Verdict.COMPATIBLE: "·"}
_HUES = {Verdict.BREAKING: "bold red", Verdict.UNPROVEN: "bold yellow", Verdict.COMPATIBLE: ""}


def render(changelog: Changelog, *, width: int | None = None, color: bool = False) -> str:
    """A changelog as lines of text.

    Args:
        changelog: what to show.
        width: columns to fill.
        color: whether to write ANSI colours.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    page.line(Text(one_line(phrases.title(changelog)), style="bold"))
    page.line(phrases.headline(changelog))
    for kind in Kind:
        if entries := changelog.of(kind):
            page.title(kind.value.capitalize())
        for entry in entries:
            _entry(page, entry)
    if changelog.reworded:
        page.line()
        page.line(one_line(f"{phrases.reworded(changelog)}."))
    return page.text


def _entry(page: Page, entry: Entry) -> None:
    breaks = phrases.BREAKS[entry.verdict]
    text = Text(one_line(entry.text)).append(f" ({breaks})" if breaks else "", style=_HUES[entry.verdict])
    page.line(text, first=f"  {_MARKS[entry.verdict]} ")
    for told in filter(None, (entry.told, phrases.reached(entry))):
        page.line(Text(one_line(told), style="dim"), first="    ")
