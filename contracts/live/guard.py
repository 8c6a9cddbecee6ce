"""Whether a request may leave, and for which reason not. Every rule of the live mode stands here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from contracts.live.dangers import SAFE_METHODS, danger, named
from contracts.live.ids import sent_id
from contracts.live.items import Act, Item, Items
from contracts.live.profile import Profile, Writes
from specs.inference.kinds import Kind
from specs.login import logins
from specs.messages import Request, is_form, is_json, read_json
from specs.model import Document, Location, Operation

_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})
"""Fields by which some servers take one method for another."""
_BREAKS = re.compile(r"[\0\r\n]")
"""What ends a field for some readers, and not for others. Source: RFC 9110, 5.5."""
_CHANGING = frozenset({Kind.REPLACE, Kind.PATCH, Kind.DELETE, Kind.ACTION})


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What the guard says of a request.

    Attributes:
        rule: why it stays, or empty where it may leave.
        detail: the rule's word on this request.
        act: what the request would do.
        creates: whether it may create something, so that the ledger has to know of it first.
        must_be_new: the item that may be created only where it is not there already.
    """

    rule: str = ""
    detail: str = ""
    act: Act | None = None
    creates: bool = False
    must_be_new: Item | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the guard says of an operation, before there is a request."""

    rule: str = ""
    detail: str = ""


class Guard:
    """Judges requests.

    Args:
        document: what may be asked of the server.
        items: of that document.
        profile: what is allowed.
        owns: whether this run created an item.
    """

    def __init__(self, document: Document, items: Items, profile: Profile, owns: Callable[[Item], bool]) -> None:
        self._items, self._profile, self._owns = items, profile, owns
        self._logins = frozenset(login.operation.key for login in logins(document))
        self._known: dict[str, Standing] = {}

    def operation(self, operation: Operation) -> Standing:
        """What holds for every request of an operation."""
        known = self._known.get(operation.key)
        if known is None:
            known = self._known[operation.key] = Standing(*self._of_operation(operation))
        return known

    def judge(self, request: Request) -> Decision:
        """Whether a request may leave."""
        safe = request.method in SAFE_METHODS
        act = self._items.act(request)
        if any(_BREAKS.search(value) for _, value in request.headers):
            return Decision("disguised", "servers read one of its header fields in several ways", act)
        if act is None or (act.operation is None and not safe):
            return Decision("not-documented", f"the document has no {request.method} there", act)
        if act.operation is None:
            return Decision(act=act)  # HEAD and OPTIONS of what can be asked
        standing = self.operation(act.operation)
        if standing.rule:
            return Decision(standing.rule, standing.detail, act)
        if safe:
            return Decision(act=act)
        return self._write(act, act.operation, request)

    def _of_operation(self, operation: Operation) -> tuple[str, str]:
        profile = self._profile
        denied = named(profile.deny, operation)
        if denied:
            return "denied", f"the profile denies {denied}"
        if operation.key in self._logins:
            return "log-in", "the gateway logs in by itself, once, so that no account is locked"
        writes = operation.method not in SAFE_METHODS
        if writes and profile.writes is Writes.NONE:
            return "read-only", f"{operation.method} is no safe method"
        word = danger(operation)
        if word and not named(profile.allow, operation):
            return "dangerous", word
        return self._undone(operation) if writes and profile.writes is Writes.OWNED else ("", "")

    def _undone(self, operation: Operation) -> tuple[str, str]:
        """Why an operation could change what is not ours, or leave something behind."""
        role = self._items.roles.of(operation)
        if named(self._profile.allow, operation):
            return "", ""
        if role.resource is None or role.kind in (Kind.SINGLETON, Kind.SEARCH, Kind.LIST):
            return "not-owned", "what it changes was there before"
        if role.kind in (Kind.CREATE, Kind.UPSERT):
            if role.resource.item_path is None or Kind.DELETE not in role.resource.operations:
                return "cannot-be-undone", f"{role.resource.name} cannot be deleted again"
            return "", ""
        return ("", "") if role.kind in _CHANGING else ("not-owned", f"it is a {role.kind}")

    def _write(self, act: Act, operation: Operation, request: Request) -> Decision:
        rule, detail = self._disguised(act, operation, request)
        if rule:
            return Decision(rule, detail, act)
        role = act.role
        creates = role is not None and role.kind in (Kind.CREATE, Kind.UPSERT)
        if self._profile.writes is Writes.OPEN or role is None or named(self._profile.allow, operation):
            return Decision(act=act, creates=creates)
        if creates:
            return self._creation(act, operation, request)
        if act.item is None or not self._owns(act.item):
            return Decision("not-owned", f"{act.item or 'what it changes'} was not created by this run", act)
        other = self._named_in_body(act, operation, request)
        if other and other != act.item.values[-1]:
            return Decision("names-another", "its body has the id of something else", act)
        return Decision(act=act)

    def _creation(self, act: Act, operation: Operation, request: Request) -> Decision:
        """A creation must not replace what is there: some servers do that where a body names it."""
        if act.role is None or act.role.resource is None:
            return Decision("not-owned", "nobody knows what it creates", act)
        for parent in self._items.parents(act):
            if not self._owns(parent):
                return Decision("not-owned", f"it would be created in {parent}, which this run did not create", act)
        if act.item is not None:
            new = None if self._owns(act.item) else act.item
            return Decision(act=act, creates=True, must_be_new=new)
        sent = self._named_in_body(act, operation, request)
        if not sent:
            return Decision(act=act, creates=True)
        item = self._items.below(act.role.resource, act.values, sent)
        if item is None or self._items.operation(item, Kind.READ) is None:
            return Decision("names-another", "its body has an id, and nobody can say whether that is there", act)
        return Decision(act=act, creates=True, must_be_new=None if self._owns(item) else item)

    def _named_in_body(self, act: Act, operation: Operation, request: Request) -> str:
        body = _read(request)
        if act.role is None or act.role.resource is None:
            return ""
        return sent_id(act.role.resource, operation, body)

    def _disguised(self, act: Act, operation: Operation, request: Request) -> tuple[str, str]:
        """How a request could do something else than it seems to."""
        if any(name.lower() in _OVERRIDES for name, _ in request.headers):
            return "disguised", "a header field asks for another method"
        if not act.plain:
            return "disguised", "servers read its path in several ways"
        declared = {each.name.partition("[")[0] for each in operation.parameters_in(Location.QUERY)}
        unknown = {name for name, _ in parse_qsl(request.query, keep_blank_values=True)}
        unknown = {name for name in unknown if name.partition("[")[0] not in declared}
        if unknown and not any(each.location is Location.QUERYSTRING for each in operation.parameters):
            return "disguised", f"the document knows no query parameter {min(unknown)[:60]!r}"
        body = _read(request)
        if isinstance(body, dict) and "_method" in body:
            return "disguised", "its body asks for another method"
        return "", ""


def _read(request: Request) -> Any:
    """The body of a request as far as it is an object in JSON or a form; what cannot be read names nothing."""
    media_type = request.header("content-type") or ""
    if is_form(media_type):
        return dict(parse_qsl(request.body.decode("latin-1"), keep_blank_values=True))
    try:
        return read_json(request.body) if is_json(media_type) or not media_type else None
    except ValueError:
        return None
