"""The pages of the steps of a series: each the report of a pair, and where it stands among the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.findings import Report
from contracts.render.around import Answer, Around, Stop
from contracts.render.series import claims, going, parts
from contracts.render.series.model import Pair, Part, Series


def step(series: Series, newer: int) -> tuple[Report, Around]:
    """The report of the step to one release, and what is told around it.

    Args:
        series: the releases.
        newer: position of the release; not the first.
    """
    pair = series.pair(newer - 1, newer)
    return report(series, newer), Around(
        links={"All releases": "index", **dict(_neighbours(series, newer))},
        timeline=tuple(_stops(series, newer)),
        answers=tuple(of_part(series, part, newer) for part in series.parts),
        since={finding.fingerprint: _since(series, pair, finding.fingerprint) for finding in pair.breaking},
    )


def report(series: Series, newer: int) -> Report:
    """The report of a step, with what it means for the users of smaller APIs among its figures and tags."""
    found = series.pair(newer - 1, newer).report
    keys = {key for finding in found.findings for key in finding.operations}
    tags = {key: tuple(part.called for part in series.parts if parts.has(part, key)) for key in keys}
    return replace(
        found,
        facts={**found.facts, **parts.facts(series, newer)},
        tags={key: (*found.tags.get(key, ()), *tags.get(key, ())) for key in keys | found.tags.keys()},
    )


def answers(series: Series) -> Iterator[Answer]:
    """What those ask who see the index of a series first."""
    last = series.steps[-1]
    yield Answer(
        question=f"Does {last.new.version} break clients of {last.old.version}?",
        word="Yes" if last.breaking else "Perhaps" if last.unproven else "No",
        why=f"{last.told[:1].upper()}{last.told[1:]}.",
        tone="bad" if last.breaking else "warn" if last.unproven else "good",
        link=last.link("html"),
    )
    for part in series.parts:
        yield of_part(series, part, len(series.releases) - 1, "#parts")
    if told := claims.headline(series):
        word, _, why = told.partition(": ")
        yield Answer(
            question=claims.TITLE, word=word, why=why, tone="good" if word == "Yes" else "warn", link="#claims"
        )
    if calendar := going.entries(series):
        late = sum(each.state is going.State.OVERDUE for each in calendar)
        tone = "warn" if late else "good"
        word = f"{late} overdue" if late else "Nothing is overdue"
        yield Answer(question="What is to go?", word=word, why=going.headline(series), tone=tone, link="#calendar")


def of_part(series: Series, part: Part, newer: int, link: str = "index.html#parts") -> Answer:
    """The answer for users of a smaller API."""
    word, why = parts.answer(series, part, newer)
    tone = "bad" if word == "No" else "good" if word == "Yes" else "warn"
    return Answer(question=parts.title(part, series.releases[newer].version), word=word, why=why, tone=tone, link=link)


def _neighbours(series: Series, newer: int) -> Iterator[tuple[str, str]]:
    steps = series.steps
    if newer > 1:
        yield f"← {steps[newer - 2].old.version} → {steps[newer - 2].new.version}", steps[newer - 2].page
    if newer < len(steps):
        yield f"{steps[newer].old.version} → {steps[newer].new.version} →", steps[newer].page


def _stops(series: Series, newer: int) -> Iterator[Stop]:
    here = {newer - 1: "old", newer: "new"}
    for at, release in enumerate(series.releases):
        arrived = series.steps[at - 1] if at else None
        yield Stop(
            version=release.version,
            date=release.date,
            breaks=len(arrived.breaking) if arrived else None,
            told=arrived.told if arrived else "first release",
            page=arrived.page if arrived and at != newer else "",
            here=here.get(at, ""),
        )


def _since(series: Series, pair: Pair, fingerprint: str) -> str:
    newest = series.releases.index(pair.new)
    older = range(newest)
    met = [series.releases[at].version for at in older if fingerprint in series.prints(at, newest)]
    day = f" ({pair.new.date})" if pair.new.date else ""
    return f"{pair.new.version}{day}; clients written for {', '.join(met)} meet it"
