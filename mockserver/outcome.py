"""What the stages before generation have found out that a success has to say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Outcome(NamedTuple):
    """Facts for a success; whatever they leave open is generated.

    Attributes:
        members: properties of the object to be sent, or None.
        entries: properties of each object of the list to be sent, or None.
        names: what the entries are called, for a list that tells nothing else of them.
        total: how many entries there are on all pages.
        page: what is known of the page that the entries are, by these names, as far as it is known: ``count`` entries
            on it, its ``number``, how many ``pages``, its ``size``, its ``offset``, ``more`` and ``before`` (whether
            there are further ones), addresses of pages (``self``, ``first``, ``prev``, ``next``, ``last``; None where
            there is no such page), their numbers (``nextnumber``, …), ``cursor`` and ``back`` (what to ask for the next
            and the previous one with; None where there is none), and ``nextpage``, which is either of both.
        unsaid: names of members that were sent and that the schema of the items, at ``schema``, does not let them have.
        headers: texts by lower-case name; sent where the document has such a header.
        changed: seconds since 1970 when the item was last changed; None where that is not known.
        status: of a success that is not the usual one; None for that.
    """

    members: Mapping[str, Any] | None = None
    entries: tuple[Mapping[str, Any], ...] | None = None
    names: tuple[Any, ...] = ()
    total: int | None = None
    page: Mapping[str, Any] = _NOTHING
    unsaid: tuple[str, ...] = ()
    schema: str = ""
    headers: Mapping[str, str] = _NOTHING
    changed: float | None = None
    status: int | None = None


NOTHING_KNOWN = Outcome()
