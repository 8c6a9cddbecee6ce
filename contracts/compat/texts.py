"""Questions about texts that the languages of their patterns decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from contracts.compat.gaps import NOTHING
from contracts.compat.views import View
from specs import languages
from specs.languages import Language, Undecided
from specs.schemas import JsonSchema

KEYWORDS = frozenset({"pattern", "minLength", "maxLength"})
"""What constrains texts and nothing else."""


def counterexample(writer: View, constraint: JsonSchema) -> Any:
    """A text as the writer's patterns and lengths allow it that a constraint refuses.

    Returns:
        None where there is provably no such text, and ``NOTHING`` where that is not decided.
    """
    said = [{keyword: value} for keyword, (value, _origin) in writer.scalars.items() if keyword in KEYWORDS]
    said += [group for group, _origin in writer.others if group.keys() <= KEYWORDS]
    try:
        return _plainest([_language(each) for each in said], [_language(constraint)])
    except Undecided:
        return NOTHING


def unlisted(writer: View, values: Sequence[Any]) -> Any:
    """A text as the writer's patterns and lengths allow it that is none of some values, or ``NOTHING``."""
    if "string" not in writer.types:
        return NOTHING
    said = [{keyword: value} for keyword, (value, _origin) in writer.scalars.items() if keyword in KEYWORDS]
    listed = [_exactly(value) for value in values if isinstance(value, str)]
    try:
        found = _plainest([_language(each) for each in said], listed)
    except Undecided:
        return NOTHING
    return NOTHING if found is None else found


def name(inside: Sequence[str], outside: Sequence[str] = (), but: Iterable[str] = ()) -> str | None:
    """A property name that some patterns match and others do not, or None where there is none but some known ones.

    Raises:
        Undecided: this is not known.
    """
    refused = [*map(languages.matching, outside), *map(_exactly, but)]
    return languages.shortest(list(map(languages.matching, inside)), refused)


def _plainest(inside: list[Language], outside: list[Language]) -> str | None:
    """The shortest text, the empty one last: there are places that cannot carry it."""
    found = languages.shortest([*inside, languages.of_length(1, None)], outside)
    return languages.shortest(inside, outside) if found is None else found


def _exactly(text: str) -> Language:
    return languages.matching(f"^{re.escape(text)}$")


def _language(constraint: JsonSchema) -> Language:
    if "pattern" in constraint:
        return languages.matching(constraint["pattern"])
    return languages.of_length(constraint.get("minLength", 0), constraint.get("maxLength"))
