"""The index of a series as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.render import wording
from contracts.render.as_markdown import code, escape, table
from contracts.render.series import model
from contracts.render.series.model import Pair, Series, Since


def render(series: Series) -> str:
    """The index as Markdown text."""
    parts = [*_head(series), *_steps(series), *_matrix(series), *_since(series), *_pairs(series)]
    return "\n\n".join(parts) + "\n"


def _head(series: Series) -> Iterator[str]:
    yield f"# {escape(series.api)}: {wording.plural(len(series.releases), 'release')}"
    yield f"**{escape(model.headline(series))}** {model.extent(series)}"
    if note := model.provenance(series):
        yield escape(note)


def _steps(series: Series) -> Iterator[str]:
    yield "## Releases, and what each step broke"
    arrived = [None, *series.steps]
    yield table(
        ["release", "date", "file", "origin", "against the release before"],
        [
            [escape(each.version), each.date, code(each.file), escape(each.origin), _step(step)]
            for each, step in zip(series.releases, arrived, strict=True)
        ],
    )


def _step(step: Pair | None) -> str:
    return f"[{step.told}]({step.link('md')})" if step else "first release"


def _matrix(series: Series) -> Iterator[str]:
    yield "## Every release against every later one"
    yield "Breaking changes that clients of the release on the left meet in the release above."
    body = [[f"**{escape(release.version)}**", *map(_cell, cells)] for release, cells in model.rows(series)]
    yield table(["old ↓ new →", *(escape(release.version) for release in series.releases[1:])], body)


def _cell(pair: Pair | None) -> str:
    if pair is None:
        return ""
    undecided = f" (+{pair.unproven}?)" if pair.unproven else ""
    return f"[{len(pair.breaking)}{undecided}]({pair.link('md')})"


def _since(series: Series) -> Iterator[str]:
    newest = escape(series.releases[-1].version)
    yield f"## What clients of older releases meet in {newest}"
    if not series.since:
        yield "Nothing: no change breaks them."
        return
    yield table(
        ["since", "change", "who", "rule", "written for"],
        [
            [
                escape(since.release.version),
                f"[{escape(since.finding.message)}]({_target(since)})",
                escape(wording.audience(since.finding)),
                code(since.finding.rule),
                escape(", ".join(release.version for release in since.affects)),
            ]
            for since in series.since
        ],
    )


def _target(since: Since) -> str:
    page, _, place = since.link.partition("#")
    return f"{page}.md#{place}" if page else f"#{place}"


def _pairs(series: Series) -> Iterator[str]:
    yield "## Every pair"
    for pair in series.pairs:
        yield f'<a id="{pair.anchor}"></a>'
        yield f"### {escape(pair.old.version)} → {escape(pair.new.version)}: {pair.told}"
        yield (f"In full: [{pair.page}.md]({pair.page}.md)" if pair.page else f"In full: {code(model.command(pair))}")
        if pair.breaking:
            yield "\n".join(_breaks(pair))


def _breaks(pair: Pair) -> Iterator[str]:
    for finding in pair.breaking:
        reason = f": {escape(finding.witness.reason)}" if finding.witness and finding.witness.reason else ""
        yield f"- {escape(finding.message)} ({code(finding.rule)}; {escape(wording.audience(finding))}){reason}"
