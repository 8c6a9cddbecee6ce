"""How the fields of a form and the parts of a multipart body are written. Source: OAS 3.2.0, Encoding Object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from contracts.compat import fields, messages, schemas, wire
from contracts.compat.about import About, of_part
from contracts.compat.carriers import Carrier, Within, path, reader, site, writer
from contracts.compat.fields import Step
from contracts.compat.media_types import uncovered
from contracts.compat.parameters import spelling, style, telling_values
from contracts.compat.witness import JUDGES
from contracts.findings import Finding, Witness
from specs import encoding, pointers
from specs.errors import SpecError
from specs.media import is_multipart
from specs.messages import is_form, matches
from specs.model import Encoding, MediaType, Parameter
from specs.schemas import Direction


class _Rules(NamedTuple):
    """What a direction calls its findings.

    Attributes:
        kind: a part comes in a media type that readers do not take.
        spelling: a field is read otherwise than it is written.
        missing: a header field of a part that readers count on may be missing.
        unsent: one that readers know is no longer written.
        unknown: one that is written is not known to readers.
    """

    kind: str
    spelling: str
    missing: str
    unsent: str
    unknown: str


_RULES: Mapping[Direction, _Rules] = MappingProxyType(
    {
        Direction.REQUEST: _Rules(
            kind="part-media-type-removed",
            spelling="form-field-serialisation-changed",
            missing="part-header-became-required",
            unsent="part-header-added",
            unknown="part-header-removed",
        ),
        Direction.RESPONSE: _Rules(
            kind="response-part-media-type-added",
            spelling="response-field-serialisation-changed",
            missing="response-part-header-no-longer-sent",
            unsent="response-part-header-removed",
            unknown="response-part-header-added",
        ),
    }
)


class _Field(NamedTuple):
    """A field or part of a body.

    Attributes:
        step: its name, or its place.
        where: what it is called.
    """

    carrier: Carrier
    step: Step
    where: str

    @property
    def written(self) -> Encoding:
        return fields.encoding(writer(self.carrier), self.step)

    @property
    def read(self) -> Encoding:
        return fields.encoding(reader(self.carrier), self.step)

    def find(self, rule: str, shown: Witness | None = None, below: str = "", **said: Any) -> Finding:
        both = (self.carrier.old, self.carrier.new)
        places = (fields.encoding(each, self.step).pointer or each.pointer for each in both)
        return self.carrier.question.finding(rule, self.where + below, site(self.carrier, *places), shown, **said)

    def turned(self, ours: Any, theirs: Any) -> dict[str, Any]:
        """What was and what is, of what writers and readers say."""
        asks = self.carrier.direction is Direction.REQUEST
        return {"was": ours if asks else theirs, "now": theirs if asks else ours}

    def refused(self, header: str = "") -> About:
        """What is refused of it, or of a header field of it."""
        there = (*path(self.carrier), self.step)
        return of_part(tuple(map(str, there)), f"header {header} of the part" if header else "")

    @property
    def styled(self) -> bool:
        """Whether one of both sides writes it in a style."""
        return self.written.styled or self.read.styled

    @property
    def value(self) -> Any:
        return fields.value(writer(self.carrier), self.step, self.carrier.direction)

    def whole(self, value: Any) -> Any:
        """The least body with a value there."""
        return fields.around(writer(self.carrier), self.step, value, self.carrier.direction)

    def told(self, content_type: str) -> MediaType:
        """The writer's body, with another media type for this part."""
        return fields.with_encoding(writer(self.carrier), self.step, replace(self.written, content_type=content_type))


def compare(carrier: Carrier, where: str) -> Iterator[Finding]:
    """Findings about how the parts of a body are written.

    Args:
        carrier: brings the bodies from those who write them to those who read them.
        where: what the body is called.
    """
    old, new = carrier.old, carrier.new
    if not any(kind(each.name) for kind in (is_form, is_multipart) for each in (old, new)):
        return
    several = is_multipart(writer(carrier).name)
    for step, name in fields.steps(old, new):
        field = _Field(carrier, step, f"{where} {'part' if several else 'field'} {name}")
        try:
            yield from _styles(field) if field.styled or not several else _types(field)
            yield from _headers(field)
            yield from _inside(field)
        except SpecError:  # nothing is known that may be written there
            continue


def _types(field: _Field) -> Iterator[Finding]:
    """Media types of a part that are not taken."""
    ours, theirs = field.written.media_types, field.read.media_types
    if not theirs or ours == theirs:
        return
    body = field.whole(field.value)
    for kind in ours or ("",):
        if kind and any(matches(taken, kind) for taken in theirs):
            continue
        media = field.told(uncovered(kind, theirs) if kind else "")
        shown = field.carrier.witness(field.carrier.carry(body, media), about=field.refused())
        if kind or shown:
            yield field.find(
                _RULES[field.carrier.direction].kind, shown, **field.turned(kind or _sent_as(shown), theirs)
            )


def _sent_as(shown: Witness | None) -> str:
    """What the document leaves to the writer: the default of the schema's type."""
    return "any media type" if shown else ""


def _inside(field: _Field) -> Iterator[Finding]:
    """What is said of the parts of a part that is a body of its own, on both sides a form or on both one of parts."""
    carrier = field.carrier
    old, new = (fields.as_body(each, field.step, carrier.direction) for each in (carrier.old, carrier.new))
    if not field.styled and any(kind(old.name) and kind(new.name) for kind in (is_form, is_multipart)):
        yield from compare(Within(carrier, field.step, old, new), field.where)


def _styles(field: _Field) -> Iterator[Finding]:
    """A spelling of a form's field that readers do not expect, where a value shows that it matters."""
    if not isinstance(field.step, str):
        return
    ours, theirs = (_spelt(each, field) for each in (writer(field.carrier), reader(field.carrier)))
    if spelling(ours) == spelling(theirs) and field.written.media_types == field.read.media_types:
        return

    def part(body: Any) -> Any:
        return fields.inside(body, field.step)

    for value in telling_values(ours, field.carrier.direction):
        body = field.whole(value)
        message = field.carrier.carry(body, writer(field.carrier))
        shown = field.carrier.witness(message, about=field.refused()) or field.carrier.misread(
            body, part, pointers.join("", field.step)
        )
        if shown:
            said = field.turned(_way(field.written, ours), _way(field.read, theirs))
            yield field.find(_RULES[field.carrier.direction].spelling, shown, **said)
            return


def _way(told: Encoding, spelt: Parameter) -> str:
    """How a field is written, in words: a style goes before a media type."""
    return style(spelt) if told.styled or not told.content_type else told.content_type


def _spelt(media: MediaType, field: _Field) -> Parameter:
    known = fields.schema(writer(field.carrier), field.step)
    return replace(media.form_field(str(field.step)), schema=known)


def _headers(field: _Field) -> Iterator[Finding]:
    """Header fields of a part."""
    rules = _RULES[field.carrier.direction]
    ours, theirs = ({each.name.lower(): each for each in told.headers} for told in (field.written, field.read))
    for key, taken in theirs.items():
        sent, below = ours.get(key), f" header {taken.name}"
        if taken.required and not (sent and sent.required):
            about = field.refused(taken.name)
            yield field.find(rules.missing, _with_headers(field, {key: None}, JUDGES, about), below)
        elif sent is None:
            yield field.find(rules.unsent, below=below)
        if sent:
            yield from _header(field, sent, taken)
    for key, sent in ours.items():
        if key not in theirs:
            yield field.find(rules.unknown, below=f" header {sent.name}")


def _header(field: _Field, sent: Parameter, taken: Parameter) -> Iterator[Finding]:
    direction = field.carrier.direction
    old, new = (sent, taken) if direction is Direction.REQUEST else (taken, sent)

    def show(value: Any, judges: Sequence[str], _about: About) -> Witness | None:
        return _with_headers(
            field, {sent.name.lower(): encoding.header(sent, value)}, judges, field.refused(taken.name)
        )

    yield from schemas.findings(
        field.carrier.question,
        *wire.schemas(old, new, direction),
        direction,
        where=f"{field.where} header {new.name}",
        reached=site(field.carrier, old.pointer, new.pointer),
        show=show,
        told=_retold(sent, taken, direction),
    )


def _retold(sent: Parameter, taken: Parameter, direction: Direction) -> Callable[[list[Any]], list[Any]]:
    return lambda gaps: wire.retold(gaps, sent.schema, taken.schema, direction)


def _with_headers(
    field: _Field, texts: Mapping[str, str | None], judges: Sequence[str], about: About
) -> Witness | None:
    """The witness of a message whose part has these header fields and what it must have, but for those of None."""
    direction = field.carrier.direction
    needed = {
        header.name.lower(): encoding.header(header, messages.value_of(header, direction))
        for header in field.written.headers
        if header.required
    }
    lines = {name: text for name, text in {**needed, **texts}.items() if text is not None}
    made = field.carrier.carry(field.whole(field.value), writer(field.carrier))
    return field.carrier.witness(
        replace(made, body=fields.with_lines(made.body, (*path(field.carrier), field.step), lines)),
        judges,
        about=about,
    )
