"""What a server should do, without a document or a schema: the model that a mock is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from hypothesis.strategies import SearchStrategy

Body = dict[str, Any]


class Change(Enum):
    """How the items of a kind are changed, and what that means for what is not sent."""

    REPLACE = "PUT to the item: what a client may write and did not send is gone"
    REPLACE_NAMED = "PUT to the collection, the id in the body"
    MERGE_PATCH = "PATCH with RFC 7396"
    FORM = "POST of a form to the item: what was not sent stays"


class Paging(Enum):
    """How a list is asked for in parts."""

    PAGES = "page, from 0, and size"
    OFFSET = "limit and offset"
    AFTER = "limit and starting_after or ending_before"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Kind:
    """What a story says of one kind of thing.

    Attributes:
        create: path of the POST that makes one; ``{0}``, ``{1}`` are the ids of what it is in.
        item: path of one, its own id last.
        list: path of the list.
        parent: what it is in.
        bodies: what is sent for a new one.
        changes: what is sent for a change.
        writable: members that a client may write.
        envelope: member of the list's body that holds the entries.
        total: member of the list's body, or the header field, that tells how many there are.
        filters: by query parameter what may be asked for; the member has the same name.
        own: each user sees only what is theirs.
        names: what ids clients may give to what they create.
        receipt: the deletion answers with a body that says so.
    """

    create: str
    item: str
    list: str
    parent: Kind | None = None
    bodies: SearchStrategy[Body]
    changes: SearchStrategy[Body]
    change: Change | None = None
    writable: frozenset[str] = frozenset()
    envelope: str = ""
    total: str = ""
    paging: Paging | None = None
    filters: Mapping[str, SearchStrategy[Any]] = field(default_factory=dict)
    own: bool = False
    names: SearchStrategy[Any] | None = None
    form: bool = False
    receipt: bool = False

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - as hypothesis calls it
        printer.text(self.item)


@dataclass(eq=False)
class Row:
    """Something that was created."""

    kind: Kind
    id: Any
    values: Body
    owner: int
    parent: Row | None = None

    @property
    def path(self) -> tuple[Any, ...]:
        """The ids of what it is in, and its own."""
        return (*(self.parent.path if self.parent else ()), self.id)


Kept = tuple[list[tuple[Row, Body]], list[Row]]


class PlainServer:
    """Remembers what was created, and forgets what was deleted."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.gone: list[Row] = []

    def kept(self) -> Kept:
        """What there is now, to be put back."""
        return [(row, row.values) for row in self.rows], list(self.gone)

    def put_back(self, kept: Kept) -> None:
        rows, gone = kept
        for row, values in rows:
            row.values = values
        self.rows, self.gone = [row for row, _ in rows], list(gone)

    def sees(self, user: int, row: Row) -> bool:
        return row in self.rows and (not row.kind.own or row.owner == user)

    def seen(self, user: int, kind: Kind, parent: Row | None) -> list[Row]:
        return [row for row in self.rows if row.kind is kind and row.parent is parent and self.sees(user, row)]

    def named(self, kind: Kind, identity: Any) -> Row | None:
        return next((row for row in self.rows if row.kind is kind and row.id == identity), None)

    def made(self, row: Row) -> None:
        used = [each.id for each in (*self.rows, *self.gone) if each.kind is row.kind and each.parent is row.parent]
        assert row.kind.names is not None or row.id not in used, f"the id {row.id!r} was given out before"
        assert self.named(row.kind, row.id) is None or row.parent, f"two things with the id {row.id!r}"
        self.rows.append(row)

    def changed(self, row: Row, sent: Body) -> Body:
        """What an item should be after a change."""
        if row.kind.change is Change.MERGE_PATCH:
            row.values = merged(row.values, sent)
        elif row.kind.change is Change.FORM:
            row.values = {**row.values, **sent}
        else:
            row.values = {name: value for name, value in row.values.items() if name not in row.kind.writable} | sent
        return row.values

    def deleted(self, row: Row) -> None:
        for each in [child for child in self.rows if child.parent is row]:
            self.deleted(each)
        self.rows.remove(row)
        self.gone.append(row)


def merged(value: Any, patch: Any) -> Any:
    """Source: RFC 7396, 2."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(value) if isinstance(value, dict) else {}
    for name, change in patch.items():
        if change is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), change)
    return kept


def asked_for(rows: Sequence[Row], wanted: Mapping[str, Any]) -> list[Row]:
    """The rows that filters let through; a list of values means any of them."""

    def fits(row: Row, name: str, value: Any) -> bool:
        return row.values.get(name) in value if isinstance(value, list) else row.values.get(name) == value

    return [row for row in rows if all(fits(row, name, value) for name, value in wanted.items())]


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a list, and what was asked for it."""

    query: Mapping[str, Any]
    rows: list[Row]
    more: bool


def parts(paging: Paging, rows: list[Row], size: int, number: int) -> Part:
    """One page of a list: the page ``number``, or as many from entry ``number`` on, or after or before that entry."""
    return _PARTS[paging](rows, size, number)


def _page(rows: list[Row], size: int, number: int) -> Part:
    return _cut({"page": number, "size": size}, rows, number * size, size)


def _offset(rows: list[Row], size: int, number: int) -> Part:
    return _cut({"offset": number, "limit": size}, rows, number, size)


def _after(rows: list[Row], size: int, number: int) -> Part:
    if not rows or number == 0:
        return _cut({"limit": size}, rows, 0, size)
    at = (number - 1) % len(rows)
    if number % 2:
        return _cut({"limit": size, "starting_after": rows[at].id}, rows, at + 1, size)
    before = rows[max(at - size, 0) : at]
    return Part({"limit": size, "ending_before": rows[at].id}, before, more=True)


def _cut(query: Mapping[str, Any], rows: list[Row], start: int, size: int) -> Part:
    return Part(query, rows[start : start + size], start + size < len(rows))


_PARTS: Mapping[Paging, Callable[[list[Row], int, int], Part]] = {
    Paging.PAGES: _page,
    Paging.OFFSET: _offset,
    Paging.AFTER: _after,
}
