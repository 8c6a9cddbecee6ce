"""What came of an event of a run, in figures that can be written down, added up and counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from contracts.conformance.choices import PROBES, SEQUENCES
from contracts.conformance.events import Ended, Event, Loaded, Probed, Tried, Trouble
from contracts.runs.part import Part


def part_of(event: Event, redact: Callable[[str], str]) -> Part | None:
    """The part of a run that an event tells of; None where it tells of none.

    Args:
        event: the event.
        redact: takes secrets out of a text.
    """
    match event:
        case Loaded():
            return Part(selected=event.operations, ends=True)
        case Tried():
            return _tried(event, redact)
        case Probed():
            return Part(phase=PROBES, name=event.check, ends=event.whole, why_not=redact(event.unmade))
        case Trouble():
            told = redact(f"{event.title}: {event.text}")
            return Part(phase=event.phase, name=event.operation, silent={event.operation: told})
        case Ended() if event.whole:
            return Part(phase=SEQUENCES, ends=True)
    return None


def _tried(event: Tried, redact: Callable[[str], str]) -> Part:
    answered = Counter(
        # another method than the operation's asks whether one that is not documented is refused
        (key, exchange.response.status, exchange.request.method == key.partition(" ")[0])
        for key, exchange in event.exchanges
    )
    return Part(
        phase=event.phase,
        name=event.operation or event.check,
        ends=bool(event.operation) and event.whole and not event.skipped,
        why_not=redact(event.skipped),
        answered=tuple((*each, times) for each, times in answered.items()),
        performed=tuple((*each, times) for each, times in event.performed.items()),
        took=event.took,
    )
