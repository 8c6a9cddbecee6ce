"""Which parameter of the new operation is which of the old one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from contracts.compat.pairing import Pair
from specs.model import Location, Parameter

Key = tuple[Location, str]


class Matched(NamedTuple):
    """Parameters of both operations, of the old one alone, and of the new one alone."""

    both: list[tuple[Parameter, Parameter]]
    gone: list[Parameter]
    arrived: list[Parameter]


def matched(pair: Pair) -> Matched:
    """The parameters of two operations; those of the path are matched by position."""
    old = {_key(parameter): parameter for parameter in pair.old.parameters}
    new = {_key(parameter, pair.names): parameter for parameter in pair.new.parameters if not _spelled(pair, parameter)}
    return Matched(
        [(old[key], new[key]) for key in old if key in new],
        [parameter for key, parameter in old.items() if key not in new and not _sent_anyway(parameter)],
        [parameter for key, parameter in new.items() if key not in old and not _sent_anyway(parameter)],
    )


def _sent_anyway(parameter: Parameter) -> bool:
    """Whether its place is in the path: one document fails to describe what both have."""
    return parameter.location is Location.PATH


def _spelled(pair: Pair, parameter: Parameter) -> bool:
    """Whether a parameter of the new path has a value that the old path spells out."""
    return parameter.location is Location.PATH and parameter.name in pair.spelled


def _key(parameter: Parameter, renamed: Mapping[str, str] | None = None) -> Key:
    if parameter.location is Location.PATH and renamed:
        return parameter.location, renamed.get(parameter.name, parameter.name)
    if parameter.location is Location.HEADER:
        return parameter.location, parameter.name.lower()
    return parameter.location, parameter.name
