"""What was announced to go, and what became of that, in words: the deprecation calendar of a series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from contracts.compat.calendar import Going
from contracts.render.series.model import Release, Series

TITLE = "Deprecation calendar: what was announced to go, and what became of it"


class State(StrEnum):
    """What became of it, the most urgent first."""

    OVERDUE = "overdue"
    DUE = "to go"
    UNDATED = "no date"
    UNANNOUNCED = "gone without notice"
    EARLY = "gone before its day"
    KEPT = "gone as announced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the calendar.

    Attributes:
        announced: the release since which it is deprecated.
        or_before: whether that is the first release of the series, so that it may have been before.
        sunset: the day from which it may be gone, ISO 8601; empty where none was said.
        gone: the first release without it.
    """

    what: str
    announced: Release | None
    or_before: bool
    sunset: str
    gone: Release | None
    state: State


_TONES: Mapping[State, str] = MappingProxyType(
    {State.OVERDUE: "bad", State.UNANNOUNCED: "bad", State.EARLY: "bad", State.KEPT: "good", State.UNDATED: "warn"}
)


def tone(entry: Entry) -> str:
    """How a page colours it."""
    return _TONES.get(entry.state, "note")


def entries(series: Series) -> tuple[Entry, ...]:
    """The whole calendar, the most urgent first."""
    made = [_entry(series, each) for each in series.going]
    return tuple(sorted(made, key=lambda each: (list(State).index(each.state), each.sunset, each.what)))


def headline(series: Series) -> str:
    """The calendar in one sentence: ``1 to go, 1 gone as announced, as of 2020-08-06``."""
    made = entries(series)
    if not made:
        return "Nothing is deprecated, and no operation went."
    states = [each.state for each in made]
    told = ", ".join(f"{states.count(state)} {state.value}" for state in State if state in states)
    newest = series.releases[-1]
    day = f", as of {series.day}" if series.day else ""
    return f"{told}{day}{f', the day of {newest.version}' if day and series.day == newest.date else ''}."


def cells(entry: Entry) -> tuple[str, str, str]:
    """When it was announced, from when it may be gone, when it went."""
    announced = _when(entry.announced) if entry.announced else "never"
    announced += " or before" if entry.or_before else ""
    return announced, entry.sunset or "no day said", _when(entry.gone) if entry.gone else "still there"


def _when(release: Release) -> str:
    return f"{release.version} ({release.date})" if release.date else release.version


def _entry(series: Series, each: Going) -> Entry:
    gone = None if each.gone is None else series.releases[each.gone]
    sunset = each.sunset.isoformat() if each.sunset else ""
    return Entry(
        what=each.what,
        announced=None if each.announced is None else series.releases[each.announced],
        or_before=each.announced == 0,
        sunset=sunset,
        gone=gone,
        state=_left(each, gone, sunset) if gone else _there(sunset, series.day),
    )


def _left(each: Going, gone: Release, sunset: str) -> State:
    if each.announced is None:
        return State.UNANNOUNCED
    return State.EARLY if gone.date and gone.date < sunset else State.KEPT


def _there(sunset: str, day: str) -> State:
    if not sunset:
        return State.UNDATED
    return State.OVERDUE if day and sunset < day else State.DUE
