"""What a release means for consumers, as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.findings import Finding
from contracts.render.as_markdown import block, code, escape, table
from contracts.render.excerpt import excerpts
from contracts.render.impact import phrases
from contracts.traffic.impact import Consumer, Impact


def render(impact: Impact) -> str:
    """What a release means for consumers, as Markdown text."""
    return "\n\n".join(_parts(impact)) + "\n"


def _parts(impact: Impact) -> Iterator[str]:
    yield f"# {escape(phrases.title(impact))}"
    yield escape(phrases.headline(impact))
    if impact.consumers:
        rows = ([escape(each.name), escape(phrases.standing(each)), escape(_seen(each))] for each in impact.consumers)
        yield table(("consumer", "", "recorded"), rows)
    for consumer in impact.consumers:
        yield from _consumer(consumer)
    if impact.unmet:
        yield f"## {phrases.UNMET if impact.recorded else phrases.UNKNOWN}"
        yield "\n".join(map(_named, impact.unmet))


def _seen(consumer: Consumer) -> str:
    return phrases.seen(consumer) if consumer.calls else ""


def _consumer(consumer: Consumer) -> Iterator[str]:
    if not consumer.calls:
        return
    yield f"## {escape(f'{consumer.name} {phrases.standing(consumer)}')}"
    for finding in consumer.breaks:
        yield from _break(finding)
    if consumer.risks:
        yield "\n".join(map(_named, consumer.risks))
    uses = [f"- {code(where)}{f': {escape(told)}' if told else ''}" for where, told in phrases.uses(consumer)]
    yield "It uses:\n\n" + "\n".join(uses)


def _break(finding: Finding) -> Iterator[str]:
    yield f"### {escape(finding.message)}"
    yield from (block(excerpt.text, "http") for excerpt in excerpts(finding))
    yield f"**Because** {escape(phrases.because(finding))}, recorded {phrases.recorded(finding)}."
    if finding.advice:
        yield f"**Gently:** {escape(finding.advice)}"


def _named(finding: Finding) -> str:
    return f"- {escape(finding.message)} ({code(finding.rule)}: {escape(', '.join(finding.operations))})"
