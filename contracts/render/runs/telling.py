"""What two compared runs say, in words that all formats share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.render.wording import plural
from contracts.runs.about import About
from contracts.runs.comparing import Change, Compared, Comparison
from contracts.runs.pace import Pace

TITLES: Mapping[Change, str] = {
    Change.NEW: "New",
    Change.FLAKY: "Flaky: met by chance",
    Change.STILL: "Still there",
    Change.FIXED: "Fixed",
    Change.UNTESTED: "No longer tested",
}
NEW, NOTHING_NEW = "New findings", "Nothing new"
_NOT_TODAY = 0.1
"""Part by which the pace of everything may differ without being told."""


def headline(comparison: Comparison) -> str:
    """What a reader wants to know first."""
    return NEW if comparison.of(Change.NEW) else NOTHING_NEW


def explanation(comparison: Comparison) -> str:
    """The same in one sentence, with all numbers of what there is; how much is new is always told."""
    found = {name: count for name, count in counts(comparison).items() if count or name == Change.NEW}
    numbers = [f"{count} {name.replace('-', ' ')}" for name, count in found.items()]
    return f"{plural(len(comparison.common), 'operation')} tested by both: {', '.join(numbers)}."


def counts(comparison: Comparison) -> Mapping[str, int]:
    """How many there are of each kind."""
    found = {change.value: len(comparison.of(change)) for change in Change}
    return found | {"slower": len(comparison.paces.slower), "faster": len(comparison.paces.faster)}


def told(about: About) -> str:
    """What a run was of, on one line."""
    return f"{about.run}: {about.document} at {about.target}, seed {about.choices.seed}, {about.began}"


def roles(comparison: Comparison) -> tuple[tuple[str, About], tuple[str, About]]:
    """Both runs, with what they are called here."""
    return ("first", comparison.first), ("second", comparison.second)


def groups(comparison: Comparison) -> Iterator[tuple[str, list[Compared]]]:
    """The findings under what has become of them."""
    for change, title in TITLES.items():
        findings = comparison.of(change)
        if findings:
            yield title, findings


def lists(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    """What else is told, line by line."""
    told = {
        "Operations that only the first tested": [*comparison.dropped],
        "Operations that only the second tested": [*comparison.added],
        "What to know of this": [*notes(comparison)],
    }
    yield from ((title, lines) for title, lines in told.items() if lines)


def seen(compared: Compared) -> str:
    """How often both met a finding."""
    first, second = compared.seen
    return f"seen {plural(first, 'time')}, then {plural(second, 'time')}"


def paced(each: Pace) -> tuple[str, str, str, str]:
    """An operation's times in both, how many times as much, and from how many answers."""
    times = max(each.first, each.second) / max(1.0, min(each.first, each.second))
    first, second = f"{each.first / 1000:.1f} ms", f"{each.second / 1000:.1f} ms"
    return first, second, f"{times:.1f}", f"{each.answers[0]} and {each.answers[1]}"


def pace(each: Pace) -> str:
    """An operation's times, on one line."""
    first, second, times, answers = paced(each)
    return f"{each.operation}: {first}, then {second} ({times} times, {answers} answers)"


def notes(comparison: Comparison) -> Iterator[str]:
    """What a reader has to know of the comparison itself."""
    if any(each.what == "seed" for each in comparison.unlike):
        yield "The seeds differ, so other requests were sent: what is new or fixed may be chance."
    elif not comparison.unlike and not comparison.same_server:
        yield "Nothing that was chosen differs. If the server is the same, too, say --same-server: then it is flaky."
    if comparison.same_server and comparison.unlike:
        yield "Nothing is called flaky, because the runs are not of the same."
    for run in comparison.unfinished:
        yield f"{run} was ended early: what it had not tried is neither fixed nor new by it."
    overall = comparison.paces.overall
    if abs(overall - 1) > _NOT_TODAY:
        yield f"All operations together took {overall:.2f} times as long: the server as a whole, or what is around it."
    if comparison.paces.untimed:
        yield f"Too few answers in two phases to compare times: {', '.join(comparison.paces.untimed)}."
