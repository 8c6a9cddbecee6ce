"""Two documents under comparison: what every part of the comparison needs, and how a finding is made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from contracts.compat import leaves, messages
from contracts.compat.about import About
from contracts.compat.containment import Containment
from contracts.compat.depth import deeply
from contracts.compat.gaps import Gap
from contracts.compat.mending import Mend, Root, mended
from contracts.compat.messages import Wanted
from contracts.compat.rules import RULES
from contracts.compat.sides import side
from contracts.compat.unchanged import Unchanged
from contracts.findings import Finding, Place, Severity, Verdict, Witness
from specs.errors import SpecError
from specs.messages import essence
from specs.model import Document, MediaType
from specs.reproduce import curl_of_witness
from specs.schemas import Direction, Schema

Shows = Callable[[Any, Sequence[str], About], Witness | None]
"""The witness that a message with a value makes, as the validators named judge it, and about what it has to be."""
_LONGEST = 60


class Site(NamedTuple):
    """Where a finding stands: the operations it reaches, its pointers into the two documents, the bodies it is in."""

    operations: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    media_types: tuple[str, ...] = ()

    def of(self, media: MediaType) -> Site:
        """The same in a body."""
        return self._replace(media_types=(media.name,))


def joined(*sites: Site) -> Site:
    """All that sites reach, what the first reaches first; it stands where the first does."""
    operations = (key for site in sites for key in site.operations)
    media_types = (name for site in sites for name in site.media_types)
    return sites[0]._replace(operations=tuple(dict.fromkeys(operations)), media_types=tuple(dict.fromkeys(media_types)))


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How the messages of an operation come to two schemas that are compared on their own.

    Attributes:
        elsewhere: the gap that refers to them.
        reached: the operation, and the body that it is in.
        where: what the schema with the gap describes.
        show: the witness that a message with a value of that schema makes.
        mend: other values of that schema.
    """

    elsewhere: Gap
    reached: Site
    where: str
    show: Shows
    mend: Mend


@dataclass(slots=True)
class Comparison:
    """The documents and what has been worked out about their schemas."""

    old: Document
    new: Document
    literal: bool = False
    """Whether writers may send properties that they do not declare, where their objects do not forbid it."""
    questions: Counter[Direction] = field(default_factory=Counter)
    """How many pairs of schemas were compared."""
    _witnesses: dict[tuple[str, ...], Witness] = field(default_factory=dict)
    _asking: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _asked: dict[Direction, Containment] = field(default_factory=dict)
    _answers: dict[tuple[str, str, Direction], list[Gap]] = field(default_factory=dict)
    ways: dict[Direction, list[Way]] = field(default_factory=dict)
    """Where messages come to what schemas refer to, in the order of the operations; grows."""
    _remembered: dict[tuple[str, ...], Any] = field(default_factory=dict)
    unchanged: Unchanged = field(init=False)

    def __post_init__(self) -> None:
        self.unchanged = Unchanged(self.old, self.new)

    def gaps(self, old: Schema | None, new: Schema | None, direction: Direction) -> list[Gap]:
        """Where the writer of a direction may say what its reader does not take; the old side writes requests."""
        if old is None or new is None or self.unchanged.schemas(old, new):
            return []
        key = (old.pointer, new.pointer, direction)
        if key not in self._answers:
            self.questions[direction] += 1
            ours, theirs = self._roots(old, new, direction)
            if direction not in self._asked:
                self._asked[direction] = Containment(ours.side, theirs.side, alike=self.unchanged.targets)
            asked = self._asked[direction]
            self._answers[key] = deeply(lambda: asked.gaps(ours.part, theirs.part))
        return self._answers[key]

    def mend(self, old: Schema, new: Schema, direction: Direction) -> Mend:
        """What makes other values of one that the writer of a direction may say and its reader refuses in a place."""
        return lambda value, pointer: mended(*self._roots(old, new, direction), value, pointer)

    def _roots(self, old: Schema, new: Schema, direction: Direction) -> tuple[Root, Root]:
        """What a direction writes, and what it reads."""
        writer, reader = (old, new) if direction is Direction.REQUEST else (new, old)
        ours = side(writer.space, direction, writes=True, literal=self.literal)
        theirs = side(reader.space, direction, writes=False)
        return Root(ours, ours.part(writer)), Root(theirs, theirs.part(reader))

    def there(self, elsewhere: Gap, direction: Direction) -> list[Gap]:
        """The gaps of what a gap refers to."""
        return deeply(lambda: self._asked[direction].there(elsewhere))

    def places(self, elsewhere: Gap, direction: Direction) -> list[Gap]:
        """Everything that is elsewhere on the way of a gap, itself first, each seen from where that gap is."""
        return deeply(lambda: list(self._asked[direction].places(elsewhere)))

    def fits(self, value: Any, old: Schema, new: Schema, direction: Direction) -> bool:
        """Whether the writer of a direction may say a value and its reader takes it."""
        return all(leaves.says(root.view, value) for root in self._roots(old, new, direction))

    def remembered(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """What is made for a key, made once."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return self._remembered[key]

    def witness(self, key: tuple[str, ...], make: Callable[[], Witness | None]) -> Witness | None:
        """The witness of a rule, a subject and a keyword: made for the first operation it reaches, then remembered."""
        known = self._witnesses.get(key)
        if known is None:
            known = make()
            if known is not None:
                self._witnesses[key] = known
        return known

    def finding(
        self,
        rule_id: str,
        subject: str,
        site: Site,
        witness: Witness | None = None,
        **said: Any,
    ) -> Finding:
        """A finding by a rule; one that should break and has no witness is told as unproven.

        Args:
            rule_id: the rule.
            subject: what it is about; with the rule it identifies the finding.
            site: where it stands.
            witness: the message that shows a break.
            said: what the rule's message tells: ``was``, ``now``, ``what``, ``keyword``.
        """
        rule = RULES[rule_id]
        shown = {"was": "", "now": "", "what": "", "keyword": ""} | {name: told(value) for name, value in said.items()}
        verdict, severity = Verdict.COMPATIBLE, rule.severity
        if severity is Severity.ERROR:
            verdict = Verdict.BREAKING if witness else Verdict.UNPROVEN
            severity = Severity.ERROR if witness else Severity.WARNING
        return Finding(
            rule=rule_id,
            message=rule.message.format(subject=subject, **shown),
            severity=severity,
            verdict=verdict,
            level=rule.level,
            operations=site.operations,
            direction=rule.direction,
            media_types=site.media_types,
            subject=subject,
            old=_place(self.old, site.old),
            new=_place(self.new, site.new),
            witness=witness,
            advice=rule.advice,
            reproduce=self._command(site, witness),
        )

    def _command(self, site: Site, witness: Witness | None) -> str:
        """What sends the request of a witness, or one that its response may be the answer to."""
        if witness is None:
            return ""
        if witness.request or not site.operations or not witness.response:
            return curl_of_witness(witness.request) if witness.request else ""
        document = self.old if witness.accepted_by == "old" else self.new
        key = (witness.accepted_by, site.operations[0], essence(witness.response.header("content-type") or ""))
        if key not in self._asking:
            self._asking[key] = _asking(document, *key[1:])
        return self._asking[key]


def _asking(document: Document, operation: str, accept: str) -> str:
    """The command line that calls an operation, with the least that it takes; nothing for what is no operation."""
    called = next((each for each in document.operations if each.key == operation), None)
    try:
        return curl_of_witness(messages.request(document, called, Wanted(accept=accept))) if called else ""
    except SpecError:  # no value is known for something that it requires
        return ""


def told(value: Any) -> str:
    """A value for a sentence: text as it is, anything else as JSON, long ones cut."""
    if value is None:
        return "none"
    if isinstance(value, str):
        text = value
    elif isinstance(value, list | tuple | set | frozenset):
        text = ", ".join("null" if each is None else told(each) for each in value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _place(document: Document, pointer: str | None) -> Place | None:
    return None if pointer is None else Place(pointer=pointer, line=document.place(pointer))
