"""A series for a terminal: the table first, then what each step broke, then what older clients meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from contracts.render import wording
from contracts.render.inert import one_line
from contracts.render.page import DEFAULT_WIDTH, NARROWEST, Page
from contracts.render.series import claims, going, model, parts
from contracts.render.series.model import Pair, Series, Since

_GAP = 2


def render(series: Series, *, width: int | None = None, color: bool = False) -> str:
    """A series as lines of text.

    Args:
        series: what to show.
        width: columns to fill; a table that is wider goes on below.
        color: whether to write ANSI colours.
    """
    page = Page(max(width or DEFAULT_WIDTH, NARROWEST), color=color)
    _head(page, series)
    _matrix(page, series)
    _releases(page, series)
    for title, pairs in (("What each step broke", series.steps), ("Every other pair", series.leaps)):
        if pairs:
            page.title(title)
        for pair in pairs:
            _pair(page, series, pair)
    _since(page, series)
    _parts(page, series)
    _claims(page, series)
    _calendar(page, series)
    return page.text


def _head(page: Page, series: Series) -> None:
    broken = any(pair.breaking for pair in series.pairs)
    word = "Breaking" if broken else "Compatible"
    hue = "red" if broken else "green"
    page.line(Text.assemble((f" {word.upper()} ", f"bold reverse {hue}"), "  ", (one_line(series.api), "bold")))
    page.line(f"{model.headline(series)} {model.extent(series)}")
    if note := model.provenance(series):
        page.line(Text(note, style="dim"))


def _matrix(page: Page, series: Series) -> None:
    page.title("Every release against every later one")
    page.line("Changes that break clients of the release on the left when they meet the one above; ? are undecided.")
    page.line()
    labels = [one_line(release.version) for release in series.releases]
    rows = [(one_line(release.version), list(map(_cell, cells))) for release, cells in model.rows(series)]
    first = max(map(len, labels))
    widths = [max(map(len, (label, *(row[at] for _, row in rows)))) for at, label in enumerate(labels[1:])]
    for start, stop in _blocks(widths, page.width - first):
        shown = [("", labels[1:][start:stop]), *((label, row[start:stop]) for label, row in rows[:stop])]
        for label, cells in shown:
            told = "".join(f"{cell:>{widths[start + at] + _GAP}}" for at, cell in enumerate(cells))
            page.line(Text(f"{label:<{first}}{told}", style="bold" if not label else ""))
        if stop < len(widths):
            page.line()


def _cell(pair: Pair | None) -> str:
    if pair is None:
        return ""
    return f"{len(pair.breaking) or '·'}{f'+{pair.unproven}?' if pair.unproven else ''}"


def _blocks(widths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Which columns stand side by side: as many as there is room for, one at least."""
    start = used = 0
    for at, width in enumerate(widths):
        used += width + _GAP
        if used > room and at > start:
            yield start, at
            start, used = at, width + _GAP
    yield start, len(widths)


def _releases(page: Page, series: Series) -> None:
    page.title("Releases")
    longest = max(len(one_line(release.version)) for release in series.releases)
    for release in series.releases:
        told = "  ".join(filter(None, (release.date, release.file, release.origin)))
        page.line(one_line(told), first=f"  {one_line(release.version):<{longest}}  ")


def _pair(page: Page, series: Series, pair: Pair) -> None:
    page.line()
    page.line(Text(one_line(f"{pair.old.version} → {pair.new.version}: {pair.told}"), style="bold"), first="  ")
    for finding in pair.breaking:
        page.line(one_line(finding.message), first=f"    {wording.MARKS[finding.severity]} ")
        reason = f": {finding.witness.reason}" if finding.witness and finding.witness.reason else ""
        since = "" if pair.step else f", since {series.came(pair, finding).version}"
        who = f"{finding.rule}, {wording.audience(finding)}{since}{reason}"
        page.line(Text(one_line(who), style="dim"), first="      ")
    if pair.breaking:
        page.line(Text(one_line(f"in full: {model.command(pair)}"), style="dim"), first="    ")


def _since(page: Page, series: Series) -> None:
    page.title(f"What clients of older releases meet in {series.releases[-1].version}")
    if not series.since:
        page.line("Nothing: no change breaks them.", first="  ")
    for since in series.since:
        page.line(one_line(since.finding.message), first=f"  since {one_line(since.release.version)}: ")
        page.line(Text(_whom(since), style="dim"), first="    ")


def _whom(since: Since) -> str:
    return one_line(f"written for {', '.join(release.version for release in since.affects)}")


def _parts(page: Page, series: Series) -> None:
    for part in series.parts:
        word, why = parts.answer(series, part, len(series.releases) - 1)
        page.title(parts.title(part, series.releases[-1].version))
        page.line(one_line(f"{word}. {why}"))
        for at, release in enumerate(series.releases):
            page.line(one_line(f"{release.version}: {parts.standing(part, at)}"), first="  ", rest="    ")
            for finding in parts.met(part, series.steps[at - 1]) if at else ():
                page.line(Text(one_line(f"reached by: {finding.message}"), style="dim"), first="    ")


def _claims(page: Page, series: Series) -> None:
    if not claims.headline(series):
        return
    page.title(claims.TITLE)
    page.line(claims.headline(series))
    for step in series.steps:
        if step.claim:
            mark = "✓" if step.claim.honest else "✗"
            asked = f"{claims.made(step.claim)}; asked for: {claims.wanted(step.claim)}"
            because = f" ({claims.because(step.claim)})" if claims.because(step.claim) else ""
            told = f"{step.old.version} → {step.new.version}: {asked}{because}"
            page.line(one_line(told), first=f"  {mark} ")


def _calendar(page: Page, series: Series) -> None:
    if not (entries := going.entries(series)):
        return
    page.title(going.TITLE)
    page.line(one_line(going.headline(series)))
    for entry in entries:
        announced, sunset, gone = going.cells(entry)
        page.line(one_line(f"{entry.what}: {entry.state.value}"), first="  ")
        told = f"announced {announced}; may go from: {sunset}; gone: {gone}"
        page.line(Text(one_line(told), style="dim"), first="    ")
