"""What a run was of: the document, the server, the choices. Two that are alike can be one run in two halves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from contracts.conformance.choices import Choices
from contracts.live.profile import Profile
from specs.model import Document

_ALLOWS = ("writes", "account", "deny", "allow", "secrets")
"""What of a profile decides what is sent; how much, and with whose credentials, may be another in a second half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a run was of.

    Attributes:
        run: its name.
        began: when, as ISO 8601 in UTC.
        document: what it is called.
        digest: of all that it says, as SHA-256 in hexadecimal digits.
        target: the server, in words that stay the same from one run to the next.
        choices: how it was tested.
        profile: of a live account; None where none was tested.
        versions: of what takes part in making up requests, by name.
    """

    run: str
    began: str
    document: str
    digest: str
    target: str
    choices: Choices
    profile: Profile | None
    versions: Mapping[str, str]


def digest(document: Document) -> str:
    """The digest of a document; how it is written makes no difference."""
    told = json.dumps(document.raw, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def begun(document: Document, target: str, choices: Choices, *, run: str, profile: Profile | None = None) -> About:
    """What a run that begins now is of."""
    return About(
        run=run,
        began=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        document=document.source.name,
        digest=digest(document),
        target=target,
        choices=choices,
        profile=profile,
        versions=versions(),
    )


def versions() -> Mapping[str, str]:
    """The versions of what takes part now, as far as it is installed."""
    return {name: told for name in ("ringback", "schemathesis", "hypothesis") if (told := _version(name))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not the same in two runs, in words for a reader."""

    what: str
    first: str
    second: str


def differences(first: About, second: About) -> Iterator[Difference]:
    """What is not the same in two runs. When they were, and what they are called, does not count."""
    if first.digest != second.digest:
        yield Difference("document", *(f"{each.document} ({each.digest[:12]})" for each in (first, second)))
    yield from _unequal("target", first.target, second.target)
    for name, value in asdict(first.choices).items():
        yield from _unequal(name.replace("_", " "), value, getattr(second.choices, name))
    yield from _unequal("live account", first.profile is not None, second.profile is not None)
    if first.profile is not None and second.profile is not None:
        for name in _ALLOWS:
            yield from _unequal(name, getattr(first.profile, name), getattr(second.profile, name))
    for name in first.versions.keys() | second.versions.keys():
        yield from _unequal(name, first.versions.get(name, "none"), second.versions.get(name, "none"))


def _unequal(name: str, first: object, second: object) -> Iterator[Difference]:
    if first != second:
        yield Difference(name, _told(first, second), _told(second, first))


def _told(value: object, other: object) -> str:
    """A value in words; of a set, what the other has not."""
    if isinstance(value, frozenset) and isinstance(other, frozenset):
        return f"with {', '.join(sorted(value - other))}" if value - other else "without"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
