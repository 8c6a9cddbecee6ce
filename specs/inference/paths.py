"""How paths name things: collections, items, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_RELEASE = re.compile(r"v\d+")


def item_paths(path: str, scopes: frozenset[str] = frozenset(), roots: frozenset[str] = frozenset()) -> Iterator[str]:
    """Each prefix of a path that names an item: it ends in a parameter after a fixed segment.

    Args:
        path: a template.
        scopes: paths of two parameters next to each other that are gone through, as ``alike`` has them.
        roots: paths of one parameter alone that name items, likewise.
    """
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if index and _has_parameter(segment):
            found = "/".join([*segments[:index], without_verb(segment)])
            if index == 1:
                told = alike(found) in roots
            else:
                told = not _has_parameter(segments[index - 1]) or bool(scopes & {alike(found), alike(above(found))})
            if told:
                yield found


def bare(path: str) -> str:
    """A path without the slashes that it ends in, which name nothing."""
    return path.rstrip("/") or "/"


def without_verb(segment: str) -> str:
    """``{id}`` of ``{id}:cancel``."""
    name, mark, _ = segment.partition("}:")
    return f"{name}}}" if mark else segment


@lru_cache(4096)
def alike(path: str) -> str:
    """What two paths have in common that differ in the names of their parameters, or in a release within."""
    return _PARAMETER.sub("{}", "/".join(part for part in bare(path).split("/") if not _RELEASE.fullmatch(part)))


@lru_cache(4096)
def last_parameter(path: str) -> str:
    """The last parameter of a path that has one."""
    return str(_PARAMETER.findall(path)[-1])


@lru_cache(4096)
def ends_in_parameter(path: str) -> bool:
    """Whether the last segment of a path has a parameter."""
    return _has_parameter(last_segment(path))


def last_segment(path: str) -> str:
    """What stands behind the last slash that is not the end."""
    return bare(path).rpartition("/")[2]


@lru_cache(4096)
def above(path: str) -> str:
    """A path without its last segment."""
    return bare(path).rpartition("/")[0]


def named_by(path: str) -> str:
    """The last fixed segment of a path that is no release: what its resource is called."""
    for part in reversed(path.split("/")):
        if part and not _has_parameter(part) and not _RELEASE.fullmatch(part):
            return part
    return ""


@lru_cache(4096)
def family_of(name: str) -> str:
    """What the singular and the plural of a name have in common, however it is written."""
    return singular(plain(name))


def plain(name: str) -> str:
    """Letters and digits of a name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def singular(name: str) -> str:
    """A plain name for one of several."""
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _has_parameter(segment: str) -> bool:
    return "{" in segment and _PARAMETER.search(segment) is not None
