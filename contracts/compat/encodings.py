"""How the fields of a form and the parts of a multipart body are written. Source: OAS 3.2.0, Encoding Object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from contracts.compat import messages, schemas, wire
from contracts.compat.comparison import Comparison, Site
from contracts.compat.media_types import uncovered
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.parameters import spelling, style, telling_values
from contracts.compat.requests import misread, witness
from contracts.compat.witness import JUDGES, request_witness
from contracts.findings import Finding, Witness
from specs import encoding, pointers
from specs.errors import SpecError
from specs.media import is_multipart
from specs.messages import Request, is_form, matches
from specs.model import Encoding, MediaType, Parameter
from specs.sampling import sample
from specs.schemas import Direction, Schema
from specs.validation import Reading

_SEED = "witness"
_SILENT = Encoding()


class _Field(NamedTuple):
    """A field or part, in the body of an operation."""

    question: Comparison
    pair: Pair
    media: tuple[MediaType, MediaType]
    name: str
    where: str

    @property
    def sides(self) -> tuple[Encoding, Encoding]:
        old, new = (each.encoding.get(self.name, _SILENT) for each in self.media)
        return old, new

    @property
    def site(self) -> Site:
        old, new = (told.pointer or each.pointer for told, each in zip(self.sides, self.media, strict=True))
        return Site((self.pair.key,), old, new).of(self.media[0])

    def find(self, rule: str, shown: Witness | None = None, below: str = "", **said: Any) -> Finding:
        return self.question.finding(rule, self.where + below, self.site, shown, **said)

    def wanted(self, value: Any, media: MediaType | None = None) -> Wanted:
        """A request whose body has a value there, and the least beside it."""
        return Wanted(body={**self.rest, self.name: value}, given=True, media=media or self.media[0])

    @property
    def rest(self) -> Mapping[str, Any]:
        body = messages.any_body(self.media[0], Direction.REQUEST)
        return body if isinstance(body, dict) else {}

    @property
    def schema(self) -> Schema | None:
        """Of the field's values, as the old document has it."""
        return _member(self.media[0].schema, self.name)


def compare(question: Comparison, pair: Pair, old: MediaType, new: MediaType, where: str) -> Iterator[Finding]:
    """Findings about how the parts of a body are written.

    Args:
        question: the documents.
        pair: the operation.
        old: the body as the old document has it.
        new: as the new one has it.
        where: what the body is called.
    """
    if not any(kind(each.name) for kind in (is_form, is_multipart) for each in (old, new)):
        return
    for name in sorted(old.encoding.keys() | new.encoding.keys()):
        field = _Field(
            question, pair, (old, new), name, f"{where} {'part' if is_multipart(old.name) else 'field'} {name}"
        )
        try:
            yield from _types(field) if is_multipart(old.name) else _styles(field)
            yield from _headers(field)
        except SpecError:  # nothing is known that the old document takes there
            continue


def _types(field: _Field) -> Iterator[Finding]:
    """Media types of a part that are no longer taken."""
    old, new = field.sides
    if not new.media_types or old.media_types == new.media_types:
        return
    value = _value(field)
    for kind in old.media_types or ("",):
        if kind and any(matches(taken, kind) for taken in new.media_types):
            continue
        told = {
            **field.media[0].encoding,
            field.name: replace(old, content_type=uncovered(kind, new.media_types) if kind else ""),
        }
        shown = witness(field.question, field.pair, field.wanted(value, replace(field.media[0], encoding=told)))
        if kind or shown:
            yield field.find("part-media-type-removed", shown, was=kind or _sent_as(shown), now=new.media_types)


def _sent_as(shown: Witness | None) -> str:
    """What the document leaves to the client: the default of the schema's type."""
    return "any media type" if shown else ""


def _styles(field: _Field) -> Iterator[Finding]:
    """A changed spelling of a form's field, where a value shows that it matters."""
    before, after = (_spelt(field, side) for side in (0, 1))
    if spelling(before) == spelling(after) and field.sides[0].media_types == field.sides[1].media_types:
        return

    def read(reading: Reading) -> Any:
        return reading.body.get(field.name) if isinstance(reading.body, dict) else reading.body

    place = ("body", "", pointers.join("", field.name))
    for value in telling_values(before):
        wanted = field.wanted(value)
        shown = witness(field.question, field.pair, wanted) or misread(
            field.question, field.pair, wanted, (read, read), place
        )
        if shown:
            was, now = (
                each.content_type or style(spelt) for each, spelt in zip(field.sides, (before, after), strict=True)
            )
            yield field.find("form-field-serialisation-changed", shown, was=was, now=now)
            return


def _spelt(field: _Field, side: int) -> Parameter:
    return replace(field.media[side].form_field(field.name), schema=field.schema)


def _headers(field: _Field) -> Iterator[Finding]:
    """Header fields of a part."""
    old, new = ({header.name.lower(): header for header in side.headers} for side in field.sides)
    for key, taken in new.items():
        sent = old.get(key)
        if taken.required and not (sent and sent.required):
            shown = _with_headers(field, {key: None})(None, JUDGES)
            yield field.find("part-header-became-required", shown, below=f" header {taken.name}")
        if sent:
            yield from _header(field, sent, taken)
    for key, sent in old.items():
        if key not in new:
            yield field.find("part-header-removed", below=f" header {sent.name}")


def _header(field: _Field, old: Parameter, new: Parameter) -> Iterator[Finding]:
    yield from schemas.findings(
        field.question,
        *wire.schemas(old, new, Direction.REQUEST),
        Direction.REQUEST,
        where=f"{field.where} header {new.name}",
        reached=field.site,
        show=lambda value, judges: _with_headers(field, {old.name.lower(): encoding.header(old, value)})(value, judges),
        told=lambda gaps: wire.retold(gaps, old.schema, new.schema, Direction.REQUEST),
    )


def _with_headers(field: _Field, texts: Mapping[str, str | None]) -> Callable[[Any, Sequence[str]], Witness | None]:
    """The witness of a request whose part has these header fields, those that it must have, and lacks those of None."""

    def show(_: Any, judges: Sequence[str]) -> Witness | None:
        needed = {
            header.name.lower(): encoding.header(header, messages.value_of(header, Direction.REQUEST))
            for header in field.sides[0].headers
            if header.required
        }
        lines = {name: text for name, text in {**needed, **texts}.items() if text is not None}
        made = messages.request(field.question.old, field.pair.old, field.wanted(_value(field)))
        sent = replace(made, body=_inserted(made, field.name, lines))
        return request_witness(field.question.old, field.question.new, sent, judges)

    return show


def _inserted(made: Request, name: str, lines: Mapping[str, str]) -> bytes:
    """The body with header fields put behind the line that names the part."""
    before, named, after = made.body.partition(f'name="{name}"'.encode())
    rest, end, below = after.partition(b"\r\n")
    fields = "".join(f"{field.title()}: {text}\r\n" for field, text in lines.items()).encode()
    return before + named + rest + end + fields + below


def _value(field: _Field) -> Any:
    return "value" if field.schema is None else sample(field.schema, Direction.REQUEST, _SEED)


def _member(schema: Schema | None, name: str) -> Schema | None:
    """A property's schema: that of the first of the schemas which hold together that declares it."""
    raw = schema.raw if schema else None
    for _ in range(32):
        if schema is None or not isinstance(raw, dict):
            return None
        if isinstance(raw.get("properties"), dict) and name in raw["properties"]:
            return schema.space.schema(raw["properties"][name], pointers.join(schema.pointer, "properties", name))
        if not isinstance(raw.get("$ref"), str):
            return None
        raw = schema.space.targets.find(pointers.from_fragment(raw["$ref"][1:]))
    return None
