"""Operations labelled by hand, and how many of them the inference of roles finds right."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specs.inference.roles import Roles
from specs.model import Document

LABELS = Path(__file__).parent / "data" / "roles.toml"


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of one operation; ``resource`` is empty where it is of no account."""

    key: str
    role: str
    resource: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label, and what was inferred."""

    label: Label
    role: str
    resource: str
    right: bool

    def __str__(self) -> str:
        return f"{self.label.key}: {self.label.role} {self.label.resource}, not {self.role} {self.resource}"


def documents() -> list[dict[str, Any]]:
    """The labelled documents: file, release, dialect, sha256 and operations each."""
    return tomllib.loads(LABELS.read_text("utf-8"))["document"]


def labels(operations: Mapping[str, str]) -> Iterator[Label]:
    """Those of one document, from ``"GET list pet, POST create pet"`` by path."""
    for path, told in operations.items():
        for each in told.split(", "):
            method, role, *resource = each.split(" ")
            yield Label(f"{method} {path}", role, *resource or [""])


def judged(document: Document, wanted: Iterable[Label]) -> list[Verdict]:
    """Each label with what was inferred. Of a resource that was torn apart, the largest part is taken for it."""
    roles = Roles(document)
    found = [(label, roles.of(document.by_key[label.key])) for label in wanted]
    told = [(label, role.kind.value, role.resource.key if role.resource else "") for label, role in found]
    theirs: dict[str, Counter[str]] = defaultdict(Counter)
    ours: dict[str, Counter[str]] = defaultdict(Counter)
    for label, _, resource in told:
        if label.resource and resource:
            theirs[label.resource][resource] += 1
            ours[resource][label.resource] += 1
    return [
        Verdict(label, kind, key, kind == label.role and _same(label, key, theirs, ours)) for label, kind, key in told
    ]


def _same(label: Label, key: str, theirs: Mapping[str, Counter[str]], ours: Mapping[str, Counter[str]]) -> bool:
    if not label.resource:
        return True
    if not key:
        return False
    return theirs[label.resource].most_common(1)[0][0] == key and ours[key].most_common(1)[0][0] == label.resource
