"""What is new between two documents, for the people who use the API: everything that differs, not breaks alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from contracts.compat.compare import compare
from contracts.findings import Finding, Report, Verdict
from specs import pointers
from specs.model import Document

_T = TypeVar("_T")


class Kind(StrEnum):
    """What happened to something."""

    ADDED = "added"
    CHANGED = "changed"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that is different.

    Attributes:
        area: what sort of thing it is, a value of ``AREAS``.
        subject: the smallest thing it is about, as in findings.
        text: what happened, in one sentence without a full stop.
        told: what its document says that it is; empty where it says nothing.
        operations: keys of those that it reaches.
        verdict: whether clients break.
        rules: ids of what says so.
    """

    kind: Kind
    area: str
    subject: str
    text: str
    told: str
    operations: tuple[str, ...]
    verdict: Verdict
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """What is new.

    Attributes:
        title: of the API.
        old: version of the older document, else where it came from; ``new`` likewise. Where both say one version, too.
        entries: by kind, those of one area side by side, breaks first.
        reworded: of what only the texts are different.
        judged: how many operations were compared.
    """

    title: str
    old: str
    new: str
    entries: tuple[Entry, ...]
    reworded: tuple[str, ...]
    judged: int

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)


AREAS: Mapping[str, str] = MappingProxyType(
    {
        r"^operation|^stability|^callback-(added|removed|address)": "operations",
        r"parameter": "parameters",
        r"server|base-path": "servers",
        r"credentials|scopes|oauth|security|token": "credentials",
        r"status": "statuses",
        r"header": "headers",
        r"media-type": "media types",
        r"body": "bodies",
        r"schema-name": "schemas",
        r"^sunset": "operations",
        r"link": "links",
        r"tags": "descriptions",
        r"": "fields",
    }
)
"""What a change is about, by the first form that the id of its rule has."""
_HOLDERS = MappingProxyType(
    {r"response \S+ header ": "headers", r"^parameter | (query|path|header|cookie) ": "parameters"}
)
"""What a change of a schema is about where no field holds it, by forms that the subject has."""
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        r"deprecated$|^sunset": Kind.DEPRECATED,
        r"-added$|not-allowed-before$": Kind.ADDED,
        r"-removed$|-refused$|no-longer-sent$": Kind.REMOVED,
        r"": Kind.CHANGED,
    }
)
_STAYS = frozenset(
    {"operation-no-longer-deprecated", "response-value-added", "request-null-refused", "callback-answer-refused"}
)
"""Rules about what goes on existing, whatever their ids end with."""
_TEXTS = "documentation-changed"
_WAYS = MappingProxyType({"request": " in requests", "response": " in answers", "": ""})
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)
_LONGEST = 160


def changelog(
    old: Document, new: Document, see: Callable[[Report, Document, Document], Report] = lambda report, *_: report
) -> Changelog:
    """What is new in a document, whoever it concerns.

    Args:
        old: what clients know.
        new: the document.
        see: the comparison as a policy sees it; of what that lets pass nobody says that it breaks.
    """
    report = see(compare(old, new), old, new)
    by_thing: dict[tuple[Kind, str, str], list[Finding]] = {}
    passed = (replace(each.finding, verdict=Verdict.COMPATIBLE) for each in report.ignored)
    for finding in (*report.findings, *passed):
        if finding.rule != _TEXTS:
            key = (_kind(finding.rule), _area(finding), finding.subject)
            by_thing.setdefault(key, []).append(finding)
    moved = old.release != new.release
    entries = [_entry(kind, area, found, old, new) for (kind, area, _), found in by_thing.items()]
    return Changelog(
        title=new.title or new.source.label,
        old=(old.release if moved else "") or old.source.label,
        new=(new.release if moved else "") or new.source.label,
        entries=tuple(sorted(entries, key=_rank)),
        reworded=tuple(sorted({each.subject for each in report.findings if each.rule == _TEXTS})),
        judged=report.judged,
    )


def _kind(rule: str) -> Kind:
    return Kind.CHANGED if rule in _STAYS else _first(_KINDS, rule)


def _area(finding: Finding) -> str:
    area = _first(AREAS, finding.rule)
    if area == "fields":
        return next((name for form, name in _HOLDERS.items() if re.search(form, finding.subject)), area)
    return area


def _first(table: Mapping[str, _T], rule: str) -> _T:
    return next(value for form, value in table.items() if re.search(form, rule))


def _entry(kind: Kind, area: str, found: list[Finding], old: Document, new: Document) -> Entry:
    verdicts = {finding.verdict for finding in found}
    graves = (Verdict.BREAKING, Verdict.UNPROVEN)
    return Entry(
        kind=kind,
        area=area,
        subject=found[0].subject,
        text=_text(found),
        told=next(_told(found, old, new), ""),
        operations=tuple(dict.fromkeys(key for finding in found for key in finding.operations)),
        verdict=next((each for each in graves if each in verdicts), Verdict.COMPATIBLE),
        rules=tuple(dict.fromkeys(finding.rule for finding in found)),
    )


def _text(found: list[Finding]) -> str:
    """One sentence for all that is said of one thing: ``Client.age is new in answers, is new and optional in …``."""
    if len({finding.message for finding in found}) == 1:
        return found[0].message
    subject = found[0].subject
    said = dict.fromkeys(f"{each.message.removeprefix(subject).strip()}{_WAYS[each.direction]}" for each in found)
    told = ", ".join(said)
    return f"{subject} {told}" if found[0].message.startswith(subject) else told


def _told(found: Iterable[Finding], old: Document, new: Document) -> Iterator[str]:
    """What the documents say of a thing, the new one first: its summary, or the first sentence of its description."""
    for finding in found:
        for place, document in ((finding.new, new), (finding.old, old)):
            raw = _find(document, place.pointer) if place else None
            if isinstance(raw, Mapping) and place and _is_it(place.pointer, finding.subject):
                yield from filter(None, (_brief(raw.get(name)) for name in ("summary", "description")))


def _find(document: Document, pointer: str) -> object:
    return pointers.find(document.raw, pointer) if pointers.exists(document.raw, pointer) else None


def _is_it(pointer: str, subject: str) -> bool:
    """Whether a pointer leads to the subject itself, and not to what has it."""
    path = pointers.tokens(pointer)
    last = re.split(r"[.\s]", subject.rstrip("[]"))[-1]
    return bool(path) and (path[-1] == last or (path[0] in ("paths", "webhooks") and subject.endswith(f" {path[1]}")))


def _brief(text: object) -> str:
    if not isinstance(text, str):
        return ""
    sentence = _SENTENCE.match(text.strip())
    line = " ".join((sentence[1] if sentence else text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _rank(entry: Entry) -> tuple[int, int, int, str]:
    areas = list(dict.fromkeys(AREAS.values()))
    verdicts = (Verdict.BREAKING, Verdict.UNPROVEN, Verdict.COMPATIBLE)
    return list(Kind).index(entry.kind), verdicts.index(entry.verdict), areas.index(entry.area), entry.subject
