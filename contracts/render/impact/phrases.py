"""What is said of consumers in words, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.coverage.goals import Kind
from contracts.findings import Finding
from contracts.render.wording import offence, plural
from contracts.traffic.impact import Consumer, Impact, Standing

_USED = {
    Kind.PARAMETERS: "parameters",
    Kind.PROPERTIES: "fields",
    Kind.VALUES: "values",
    Kind.STATUSES: "statuses",
}
UNMET = "Breaks that no recorded call meets"
UNKNOWN = "Breaks, and nobody knows for whom"


def title(impact: Impact) -> str:
    """What is told of."""
    return f"{impact.report.title}: consumers"


def word(impact: Impact) -> str:
    """What a reader wants to know first, in a few words."""
    if not impact.recorded:
        return "Nobody knows for whom" if impact.unmet else "No change breaks a client"
    hurt = [each for each in impact.consumers if each.standing in (Standing.BREAKS, Standing.AT_RISK)]
    seen = [each for each in impact.consumers if each.calls]
    return f"{len(hurt)} of {plural(len(seen), 'consumer')} {'is' if len(hurt) == 1 else 'are'} hurt or may be"


def headline(impact: Impact) -> str:
    """All of it in one sentence, such as: web 3.2 breaks on 2 calls, mobile 1.9 is safe, batch was never seen."""
    told = [f"{each.name} {standing(each)}" for each in impact.consumers]
    if not impact.recorded:
        breaks = plural(len(impact.unmet), "change")
        unknown = f"{breaks} {'breaks' if len(impact.unmet) == 1 else 'break'} clients; for whom is unknown"
        told.append(f"without recordings: {unknown if impact.unmet else 'no change breaks a client'}")
    return f"{', '.join(told)}."


def standing(consumer: Consumer) -> str:
    """What becomes of one."""
    return {
        Standing.BREAKS: f"breaks on {plural(len(consumer.breaks), 'call')}",
        Standing.AT_RISK: f"may break on {plural(len(consumer.risks), 'answer')}",
        Standing.SAFE: "is safe",
        Standing.UNSEEN: "was never seen",
    }[consumer.standing]


def seen(consumer: Consumer) -> str:
    """What the judgement rests on."""
    told = [f"{plural(consumer.calls, 'recorded call')} of {plural(len(consumer.operations), 'operation')}"]
    told += [f"{consumer.strangers} to what the old document does not have"] if consumer.strangers else []
    told += [f"{consumer.faulty} that the old document refuses already"] if consumer.faulty else []
    return ", ".join(told)


def because(finding: Finding) -> str:
    """What of a recorded call is refused, and why: ``query size: the value is greater than the maximum of 200``."""
    witness = finding.witness
    return f"{offence(witness)}: {witness.reason}" if witness else ""


def recorded(finding: Finding) -> str:
    """How often a call was recorded."""
    return f"{finding.seen} times" if finding.seen > 1 else "once"


def uses(consumer: Consumer) -> Iterator[tuple[str, str]]:
    """What it was recorded sending, and the statuses that it got, by what these belong to."""
    found: dict[str, dict[Kind, list[str]]] = {}
    for each in consumer.used:
        what, _, way = each.goal.what.rpartition(" ")
        if each.goal.kind is Kind.OPERATIONS:
            found.setdefault(each.goal.where, {})
        elif way == ("received" if each.goal.kind is Kind.STATUSES else "sent"):
            found.setdefault(each.goal.where, {}).setdefault(each.goal.kind, []).append(what)
    for where, kinds in found.items():
        told = [f"{word} {', '.join(kinds[kind])}" for kind, word in _USED.items() if kind in kinds]
        yield where, "; ".join(told)
