"""The index of a series as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from contracts.findings import Finding
from contracts.render import wording
from contracts.render.as_markdown import code, escape, table
from contracts.render.series import claims, going, model, parts
from contracts.render.series.model import Pair, Part, Series, Since


def render(series: Series) -> str:
    """The index as Markdown text."""
    return "\n\n".join(told for section in _SECTIONS for told in section(series)) + "\n"


def _head(series: Series) -> Iterator[str]:
    yield f"# {escape(series.api)}: {wording.plural(len(series.releases), 'release')}"
    yield f"**{escape(model.headline(series))}** {model.extent(series)}"
    if note := model.provenance(series):
        yield escape(note)


def _steps(series: Series) -> Iterator[str]:
    yield "## Releases, and what each step broke"
    arrived = [None, *series.steps]
    yield table(
        [
            "release",
            "date",
            "file",
            "origin",
            "against the release before",
            f"against {escape(series.releases[0].version)}",
        ],
        [
            [escape(each.version), each.date, code(each.file), escape(each.origin), _step(step), _all(series, at)]
            for at, (each, step) in enumerate(zip(series.releases, arrived, strict=True))
        ],
    )


def _all(series: Series, at: int) -> str:
    return str(len(series.pair(0, at).breaking)) if at else ""


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
            yield "\n".join(_breaks(series, pair))


def _breaks(series: Series, pair: Pair) -> Iterator[str]:
    for finding in pair.breaking:
        reason = f": {escape(finding.witness.reason)}" if finding.witness and finding.witness.reason else ""
        who = f"{escape(wording.audience(finding))}; since {escape(series.came(pair, finding).version)}"
        yield f"- {escape(finding.message)} ({code(finding.rule)}; {who}){reason}"


def _parts(series: Series) -> Iterator[str]:
    for part in series.parts:
        word, why = parts.answer(series, part, len(series.releases) - 1)
        yield f"## {escape(parts.title(part, series.releases[-1].version))}"
        yield f"**{escape(word)}.** {escape(why)}"
        rows = [
            [escape(release.version), parts.standing(part, at), _reaching(series, part, at)]
            for at, release in enumerate(series.releases)
        ]
        yield table(["release", f"{code(part.name)} in it", "what reaches its operations"], rows)


def _reaching(series: Series, part: Part, at: int) -> str:
    if not at:
        return ""
    step = series.steps[at - 1]
    told = [f"[{escape(each.message)}]({_place(step, each)})" for each in parts.met(part, step)]
    return "; ".join(told) or "nothing that breaks"


def _place(step: Pair, finding: Finding) -> str:
    return f"{step.page}.md#{finding.fingerprint}" if step.page else f"#{step.anchor}"


def _claims(series: Series) -> Iterator[str]:
    if not claims.headline(series):
        return
    yield f"## {claims.TITLE}"
    yield f"{claims.headline(series)} {claims.ASKED}"
    yield table(
        ["step", "", "it moved by", "it had to by", "because"],
        [
            [
                escape(f"{step.old.version} → {step.new.version}"),
                "✓" if step.claim.honest else "✗",
                claims.made(step.claim),
                claims.wanted(step.claim),
                claims.because(step.claim),
            ]
            for step in series.steps
            if step.claim
        ],
    )


def _calendar(series: Series) -> Iterator[str]:
    if not (entries := going.entries(series)):
        return
    yield f"## {going.TITLE}"
    yield escape(going.headline(series))
    rows = [[code(each.what), *map(escape, going.cells(each)), each.state.value] for each in entries]
    yield table(["what", "announced", "may go from", "gone", "state"], rows)


_SECTIONS: Sequence[Callable[[Series], Iterator[str]]] = (
    _head,
    _parts,
    _steps,
    _matrix,
    _since,
    _claims,
    _calendar,
    _pairs,
)
