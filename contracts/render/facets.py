"""What the findings of a page can be filtered by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from types import MappingProxyType

from contracts.findings import Finding, Level, Report, Severity, Verdict

_Values = Callable[[Finding], Iterable[str]]
"""The values of a finding in one facet."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet.

    Attributes:
        token: stands for it in the page.
        label: what it is called.
        count: how many findings have it.
    """

    token: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that findings differ in.

    Attributes:
        name: what it is called.
        options: its values; at least two.
    """

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of a report, and which values each finding has.

    Attributes:
        each: the facets in which findings differ.
        tokens: by the ``id()`` of a finding the tokens of its values, with a space between them.
    """

    each: tuple[Facet, ...]
    tokens: Mapping[int, str]


def facets(report: Report) -> Facets:
    """What the findings of a report can be filtered by: only that in which they differ."""
    values: Mapping[str, _Values] = {**_VALUES, "area": _areas(report), "tag": partial(_tags, report=report)}
    told = {name: {id(finding): [*of(finding)] for finding in report.findings} for name, of in values.items()}
    tokens: dict[int, list[str]] = {id(finding): [] for finding in report.findings}
    made = []
    for letter, (name, of) in zip("svldat", told.items(), strict=True):
        counted = Counter(value for each in of.values() for value in each)
        if len(counted) < 2:
            continue
        names = {value: f"{letter}{number}" for number, value in enumerate(_sorted(counted, _ORDERS.get(name, ())))}
        made.append(Facet(name, tuple(Option(token, value, counted[value]) for value, token in names.items())))
        for finding, each in of.items():
            tokens[finding] += sorted(names[value] for value in each)
    return Facets(tuple(made), {finding: " ".join(each) for finding, each in tokens.items()})


def _sorted(values: Iterable[str], order: Sequence[str]) -> list[str]:
    return sorted(values, key=lambda value: (order.index(value) if value in order else len(order), value))


def _areas(report: Report) -> _Values:
    """What tells the first segment of each path of a finding that the paths of all findings do not share: ``users``."""
    segments = {key: _segments(key) for finding in report.findings for key in finding.operations}
    same = takewhile(lambda column: len({*column}) == 1, zip(*segments.values(), strict=False))
    shared = min(len([*same]), min(map(len, segments.values()), default=1) - 1)
    area = {
        key: next((each for each in own[shared:] if not each.startswith("{")), "/") for key, own in segments.items()
    }
    return lambda finding: {area[key] for key in finding.operations}


def _segments(key: str) -> list[str]:
    return key.partition(" ")[2].strip("/").split("/")


def _tags(finding: Finding, report: Report) -> set[str]:
    return {tag for key in finding.operations for tag in report.tags.get(key, ())}


_VALUES: Mapping[str, _Values] = MappingProxyType(
    {
        "severity": lambda finding: (finding.severity.value,),
        "verdict": lambda finding: (finding.verdict.value,) if finding.verdict else (),
        "level": lambda finding: (finding.level.value,),
        "direction": lambda finding: (finding.direction,) if finding.direction else (),
    }
)
_ORDERS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "severity": tuple(Severity),
        "verdict": tuple(Verdict),
        "level": tuple(Level),
        "direction": ("request", "response"),
    }
)
CHOSEN_FROM_A_LIST = frozenset({"area", "tag"})
"""Facets with so many values that they are a list to choose from."""
