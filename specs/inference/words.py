"""Words by which documents say what an operation does: in the last segment of its path, and in its summary."""

from __future__ import annotations

import re

from specs.inference import verbs
from specs.inference.kinds import Kind
from specs.inference.paths import above, ends_in_parameter, last_segment
from specs.model import Operation

_SPOKEN = {
    "create": Kind.CREATE,
    "list": Kind.LIST,
    "get": Kind.READ,
    "update": Kind.PATCH,
    "delete": Kind.DELETE,
}
"""Calls to a procedure, such as ``POST /sources/create``."""
_SEARCH = re.compile(r"(search|find|lookup)([-_A-Z].*)?|.+[-_]search")
_VERBS = verbs.KNOWN | frozenset(
    "activate approve archive cancel check clone close compile complete confirm copy deactivate disable dock duplicate "
    "enable execute export flush fork import invite lock merge move notify pause ping publish query rectify refresh "
    "reject reload reopen reset restart restore resume retry revoke run send start stop submit sync test transfer "
    "unlock untag validate verify".split()
)
_CREATES = re.compile(r"\s*(create|add|register|insert)s?\b", re.IGNORECASE)
_LISTS = re.compile(
    r"\s*(lists?\b(?! (of|item|entry))|(get|retrieve|fetch|return|show|find)s? (a |the )?(list of|all)\b)",
    re.IGNORECASE,
)
_UPSERTS = re.compile(
    r"\b(upsert|(create|add|insert)s?,? (or|and|/) ?(update|overwrite|replace|modify)s?)\b", re.IGNORECASE
)


def spoken(path: str) -> Kind | None:
    """What the last segment of a path says that is done to what stands before it."""
    segment = last_segment(path)
    kind = Kind.SEARCH if _SEARCH.fullmatch(segment) else _SPOKEN.get(segment.lower())
    if kind is None or ends_in_parameter(path) or not above(path) or ends_in_parameter(above(path)):
        return None
    return kind


def verb(path: str) -> str:
    """The verb that a path ends in, empty where it ends in a thing."""
    segment = last_segment(path)
    custom = segment.rpartition("}:")[2] if "}:" in segment else ""
    return custom or (segment if segment.lower() in _VERBS else "")


def creates(operation: Operation) -> bool:
    """Whether the summary begins with a word for making something."""
    return _CREATES.match(operation.summary) is not None


def lists(operation: Operation) -> bool:
    """Whether the summary says that several are told, at an address that names none of them."""
    return operation.method == "GET" and not ends_in_parameter(operation.path) and bool(_LISTS.match(operation.summary))


def upserts(operation: Operation) -> bool:
    """Whether the summary says that something is made or changed."""
    return _UPSERTS.search(operation.summary) is not None or "upsert" in (operation.id or "").lower()
