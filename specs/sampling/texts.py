"""Texts of which a schema says little, made with few detours: most of what there is to make are such."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from specs.sampling import names
from specs.sampling.strings import format_of, text
from specs.schemas import JsonSchema

_SHAPING = frozenset({"minLength", "pattern", "contentMediaType", "contentEncoding"})
UNEXPECTED = 0.2
"""How often a daring walk does without what a property's name says."""
PlainText = Callable[[Random, str, bool], str]
"""Makes a text: with chance, for a property of a name, for a walk that is daring or not."""


def plain_text(schema: JsonSchema, locale: str) -> PlainText | None:
    """Makes the texts of a schema that does not shape them: of its format, or as a property's name has one expect.

    Args:
        schema: without combinations.
        locale: of names and the like; empty for none.
    """
    if not _SHAPING.isdisjoint(schema):
        return None
    made = partial(text, schema) if "maxLength" in schema else format_of(schema)

    def plain(random: Random, name: str, daring: bool) -> str:
        if name and not (daring and random.random() < UNEXPECTED) and locale:
            named = names.text(name, locale, schema, random)
            if named is not None:
                return named
        return made(random)

    return plain
