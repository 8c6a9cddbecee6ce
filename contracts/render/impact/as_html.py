"""What a release means for consumers, as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.render import as_html
from contracts.render.around import Answer
from contracts.render.impact import phrases
from contracts.traffic.impact import Impact, Standing

_TONES = {Standing.BREAKS: "bad", Standing.AT_RISK: "warn", Standing.SAFE: "good", Standing.UNSEEN: "note"}


def render(impact: Impact) -> str:
    """What a release means for consumers, as an HTML page: first everybody in a word, then each with what it meets."""
    found = [finding for each in impact.consumers for finding in (*each.breaks, *each.risks)]
    report = replace(impact.report, findings=(*found, *impact.unmet))
    values = {"impact": impact, "phrases": phrases, "report": report, "page": as_html.cards(report)}
    return as_html.fill("impact.html", answers=[*_answers(impact)], tone="bad" if impact.hurts else "good", **values)


def _answers(impact: Impact) -> Iterator[Answer]:
    for number, each in enumerate(impact.consumers, 1):
        yield Answer(
            question=each.name,
            word=phrases.standing(each),
            why=f"{phrases.seen(each)}." if each.calls else "",
            tone=_TONES[each.standing],
            link=f"#consumer-{number}" if each.calls else "",
        )
