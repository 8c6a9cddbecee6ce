"""The settings that options and the configuration make together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from mockserver.faults.values import Fault
    from mockserver.overrides.values import Override
    from mockserver.settings import Settings
    from mockserver.state.said import Said
    from ringback.config.commands import Section

T = TypeVar("T", "Override", "Fault", "Said")


def settings(section: Section, *given: Mapping[str, Any]) -> Settings:
    """The settings of mocks.

    Args:
        section: its overrides, faults and roles come after those of options.
        given: attributes of ``Settings`` by their names, as options say them.

    Raises:
        MockError: an override, a fault or a role cannot be read.
    """
    from mockserver.faults import values as faults
    from mockserver.overrides import reading as overrides
    from mockserver.settings import Settings
    from mockserver.state import said

    made = Settings(**{name: value for each in given for name, value in each.items()})
    return replace(
        made,
        overrides=(*made.overrides, *_read(overrides.read, section, "overrides")),
        faults=(*made.faults, *_read(faults.read, section, "faults")),
        roles=(*made.roles, *_read(said.read, section, "roles")),
    )


def _read(
    read: Callable[[Mapping[str, Any], str, Callable[[str], str]], T], section: Section, key: str
) -> tuple[T, ...]:
    """What stands in an array of tables of the configuration; called by its number where it has no name."""
    tables = enumerate(section.tables(key), start=1)
    return tuple(
        replace(read(each.value, f"{key[:-1]}-{number}", each.place), raw=each.written) for number, each in tables
    )
