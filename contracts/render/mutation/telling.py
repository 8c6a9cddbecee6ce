"""What is told of a score in every format."""

from __future__ import annotations

from contracts.mutation.score import Count, Score
from contracts.render.wording import plural


def percent(value: float | None) -> str:
    """A share, never rounded up to the whole."""
    return "-" if value is None else f"{int(value * 10) / 10:.1f} %"


def headline(score: Score) -> str:
    """The score in a sentence."""
    told = score.count
    if told.percentage is None:
        return "No fault was shown to the suite."
    return f"{told.noticed} of {plural(told.reached, 'fault')} noticed that were shown: {percent(told.percentage)}."


def extent(score: Score) -> str:
    """What the score does not speak of; empty where there is nothing."""
    parts = []
    if score.count.unreached:
        parts.append(f"{plural(score.count.unreached, 'fault')} not reached: nothing that was asked would show them.")
    if score.asked < score.operations:
        parts.append(f"The suite asks for {score.asked} of {plural(score.operations, 'operation')}.")
    if score.untried:
        parts.append(f"{plural(score.untried, 'fault')} not tried: there was no time for more.")
    return " ".join(parts)


def row(count: Count) -> tuple[str, str, str, str]:
    """Noticed, survived, not reached and the share, as a table has them."""
    return str(count.noticed), str(count.survived), str(count.unreached), percent(count.percentage)


HEAD = ("noticed", "survived", "not reached", "score")
"""Of ``row``."""
