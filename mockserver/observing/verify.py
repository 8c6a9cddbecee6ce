"""Whether a client has sent what it was to send, and what came closest where it has not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from mockserver.observing.recording import Record
from mockserver.observing.selection import Selection
from specs import pointers
from specs.decoding import ABSENT
from specs.messages import Request, is_form, is_json, read_json
from specs.model import Document
from specs.redaction import REDACTED, Redactor

_NEAREST = 3
_MOST_DIFFERENCES = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Expectation:
    """Requests, and how many of them there are to be.

    Attributes:
        selection: what their exchanges have in common.
        query: texts by name, or lists of them; None for a parameter that is not to be there. Others do not matter.
        headers: texts by name; None for a field that is not to be there. Others do not matter.
        body: JSON that is part of the body: an object's other members do not matter, a list has as many entries.
        pointers: JSON by JSON pointer into the body.
        least: how many there are at least.
        most: how many there are at most; None for any number.
    """

    selection: Selection
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: Any = ABSENT
    pointers: Mapping[str, Any] = field(default_factory=dict)
    least: int = 1
    most: int | None = None

    @property
    def times(self) -> str:
        """How many there are to be, in words."""
        if self.least == self.most:
            return f"exactly {self.least}"
        if self.most is None:
            return f"at least {self.least}"
        return f"{self.least} to {self.most}" if self.least else f"at most {self.most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a request is not what was expected.

    Attributes:
        place: ``query``, ``header`` or ``body``.
        name: of the parameter or field.
        pointer: JSON pointer into the body.
        expected: JSON; ``ABSENT`` where nothing was to be there.
        actual: JSON, without secrets; ``ABSENT`` where nothing is there.
    """

    place: str
    name: str = ""
    pointer: str = ""
    expected: Any
    actual: Any

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, self.name or self.pointer) if part)
        return f"{where}: expected {_text(self.expected)}, got {_text(self.actual)}"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An exchange that was nearly what was expected."""

    record: Record
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of an expectation.

    Attributes:
        matched: ids of the exchanges whose requests are as expected.
        near: of the others that were selected, those with the fewest differences, where the expectation is not met.
    """

    verified: bool
    times: str
    matched: tuple[int, ...]
    near: tuple[NearMiss, ...]

    def __str__(self) -> str:
        said = "as expected" if self.verified else "not as expected"
        lines = [f"{said}: {self.times}, found {len(self.matched)}"]
        for miss in self.near:
            record = miss.record
            lines.append(f"  near miss {record.id}: {record.request.method} {record.path}")
            lines += [f"    {difference}" for difference in miss.differences]
        return "\n".join(lines)


def verify(records: Iterable[Record], documents: Iterable[Document], wanted: Expectation) -> Verdict:
    """Hold the exchanges that a mock remembers against what is expected of them.

    Raises:
        MockError: as ``Selection.known_to``.
    """
    chooser = wanted.selection.known_to(documents)
    judged = [(each, tuple(_differences(each, wanted))) for each in records if chooser.means(each)]
    matched = tuple(record.id for record, differences in judged if not differences)
    met = wanted.least <= len(matched) and (wanted.most is None or len(matched) <= wanted.most)
    missed = sorted((each for each in judged if each[1]), key=lambda each: (len(each[1]), -each[0].id))
    near = [] if met or len(matched) >= wanted.least else missed[:_NEAREST]
    return Verdict(
        verified=met,
        times=wanted.times,
        matched=matched,
        near=tuple(NearMiss(record, differences[:_MOST_DIFFERENCES]) for record, differences in near),
    )


def _differences(record: Record, wanted: Expectation) -> Iterator[Difference]:
    request, redactor = record.request, record.book.redactor
    for name, expected in wanted.query.items():
        texts = [text for each, text in parse_qsl(request.query, keep_blank_values=True) if each == name]
        yield from _texts("query", name, expected, texts, secret=redactor.secret_parameter(name))
    for name, expected in wanted.headers.items():
        text = request.header(name)
        yield from _texts("header", name, expected, [] if text is None else [text], secret=redactor.secret_header(name))
    if wanted.body is ABSENT and not wanted.pointers:
        return
    body = _body(request)
    if wanted.body is not ABSENT:
        yield from _parts(wanted.body, body, "", redactor)
    for pointer, expected in wanted.pointers.items():
        try:
            actual = pointers.find(body, pointer)
        except KeyError:
            actual = ABSENT
        yield from _parts(expected, actual, pointer, redactor)


def _texts(place: str, name: str, expected: Any, actual: list[str], *, secret: bool) -> Iterator[Difference]:
    if expected is None:
        same = not actual
    else:
        same = actual == [_plain(each) for each in (expected if isinstance(expected, list) else [expected])]
    if not same:
        shown: Any = actual[0] if len(actual) == 1 else actual
        yield Difference(
            place=place,
            name=name,
            expected=ABSENT if expected is None else expected,
            actual=ABSENT if not actual else REDACTED if secret else shown,
        )


def _plain(value: Any) -> str:
    """A JSON scalar as it stands in a query or header."""
    return value if isinstance(value, str) else json.dumps(value)


def _body(request: Request) -> Any:
    """A body as JSON: that of a form as an object, any other as a text."""
    kind = request.header("content-type") or ""
    if not request.body:
        return ABSENT
    if is_json(kind):
        try:
            return read_json(request.body)
        except ValueError:
            pass
    text = request.body.decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True)) if is_form(kind) else text


def _parts(expected: Any, actual: Any, pointer: str, redactor: Redactor) -> Iterator[Difference]:
    """Where a value is not part of another one."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for name, value in expected.items():
            yield from _parts(value, actual.get(name, ABSENT), pointers.join(pointer, name), redactor)
    elif isinstance(expected, Sequence) and isinstance(actual, list) and len(expected) == len(actual):
        for index, value in enumerate(expected):
            yield from _parts(value, actual[index], pointers.join(pointer, index), redactor)
    elif not _same(expected, actual):
        secret = any(redactor.secret(token) for token in pointers.tokens(pointer))
        shown = REDACTED if secret and actual is not ABSENT else redactor.redacted(actual)
        yield Difference(place="body", pointer=pointer, expected=expected, actual=shown)


def _same(expected: Any, actual: Any) -> bool:
    """Equality of JSON: 1 is 1.0 and not true. Source: JSON Schema Core 2020-12, 4.2.2."""
    return isinstance(expected, bool) == isinstance(actual, bool) and bool(expected == actual)


def _text(value: Any) -> str:
    return "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False)
