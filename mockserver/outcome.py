"""What the stages before generation have found out that a success has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """Facts for a success; whatever they leave open is generated.

    Attributes:
        members: properties of the object to be sent, or None.
        entries: properties of each object of the list to be sent, or None.
        total: how many entries there are on all pages.
        headers: texts by lower-case name; sent where the document has such a header.
    """

    members: Mapping[str, Any] | None = None
    entries: tuple[Mapping[str, Any], ...] | None = None
    total: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


NOTHING_KNOWN = Outcome()
