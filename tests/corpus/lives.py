"""The life of one item of a resource of a real document: made, read, listed, changed, deleted, over a socket."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, takewhile
from typing import Any
from urllib.parse import quote, urlsplit

from specs import encoding, paths
from specs.inference.paths import alike
from specs.messages import Request, Response, is_json
from specs.model import Document, Location, Operation
from specs.sampling.exchange import sample_request
from specs.validation import check_response, read_request

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_SAFE = "/%:@!$&'()*+,;=~-._"
_HOP = {"content-length", "host", "connection", "transfer-encoding"}


@dataclass
class Broken(Exception):
    """Something is not as it should be."""

    why: str


class Untold(Exception):
    """Nothing that the document lets be answered tells which item was made."""


@dataclass
class Lives:
    """Lives of items of one document.

    Attributes:
        labelled: what a person says of its operations: role → resource → operations.
        made: by resource, the values of path parameters that name an item.
        began: by resource, the path of what made it, and the values in it.
    """

    document: Document
    url: str
    labelled: Mapping[str, Mapping[str, list[Operation]]]
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    began: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def whole(self, resource: str) -> None:
        """Go through a life.

        Raises:
            Broken: at this point it is not as it should be.
            Untold: see there.
        """
        read = self._one("read", resource)
        values, sent = self._create(resource)
        values = self._all_parents(resource) | values
        name = values[_PARAMETER.findall(read.path)[-1]]
        self._agrees("read after create", sent, self._read(read, values), values)
        for listing in self._of("list", resource):
            if not any(is_json(media.name) for each in listing.successes for media in each.content):
                continue  # the document does not say what is told
            there = self._at(listing, values, resource)
            if not _tells(self._ask(listing, there, optional=False, told=self._read(read, values))[1], name):
                raise Broken(f"not listed by {listing.key}")
        for role in ("replace", "patch"):
            for change in self._of(role, resource):
                if set(_PARAMETER.findall(change.path)) <= values.keys():
                    changed, _ = self._ask(change, values)
                    self._agrees(f"read after {role}", changed, self._read(read, values), values)
        for delete in self._of("delete", resource):
            if set(_PARAMETER.findall(delete.path)) <= values.keys():
                self._ask(delete, values)
                gone = self._send(read, values, optional=False)[1].status
                if read.response_for(404) is not None and gone not in (404, 410):
                    raise Broken(f"{gone} after delete")
                return

    def _create(self, resource: str) -> tuple[dict[str, str], Any]:
        """The values of path parameters that name a new item, and what was sent for it."""
        create, item = self._one("create", resource), self._item_path(resource)
        values = self._parents(create.path, resource) | self._parents(item, resource)
        sent, told = self._ask(create, values)
        self.began[resource] = create.path, dict(self._asked)
        if not item:
            return values, sent
        name = _PARAMETER.findall(item)[-1]
        if alike(create.path) != alike(item):
            found = self._located or _id(told, name, resource) or _id(sent, name, resource)
            if found is None:
                raise Untold
            values[name] = found
        values |= {each: value for each, value in self._asked.items() if each not in values}
        return values, sent

    def _parents(self, path: str, own: str) -> dict[str, str]:
        """The names of items that a path goes through; made where a person says how."""
        found: dict[str, str] = {}
        for resource in self.labelled["create"]:
            inner = self._item_path(resource)
            if resource != own and inner and alike(path).startswith(f"{alike(inner)}/"):
                if resource not in self.made:
                    with suppress(Broken, Untold):  # perhaps nobody asks whether it is there
                        self.made[resource] = self._create(resource)[0]
                # whatever its parameters are called there
                names = zip(_PARAMETER.findall(path), _PARAMETER.findall(inner), strict=False)
                made = self.made.get(resource, {})
                found |= {name: made[each] for name, each in names if each in made}
        return found

    def _at(self, operation: Operation, values: Mapping[str, str], resource: str) -> dict[str, str]:
        """Values for a path that goes the way of the one that made the item, as far as it does."""
        path, asked = self.began[resource]
        same = takewhile(lambda pair: pair[0] == pair[1], zip(operation.path.split("/"), path.split("/"), strict=False))
        return {**values, **{name: asked[name] for part, _ in same for name in _PARAMETER.findall(part)}}

    def _all_parents(self, resource: str) -> dict[str, str]:
        """Those of all paths at which something is done to a resource."""
        paths = [each.path for told in self.labelled.values() for each in told.get(resource, ())]
        return {name: value for path in paths for name, value in self._parents(path, resource).items()}

    def _item_path(self, resource: str) -> str:
        """A path that ends in what names an item; empty where the labels have none."""
        told = (each for role in ("read", "replace", "patch", "delete") for each in self._of(role, resource))
        return next((each.path for each in told if each.path.endswith("}")), "")

    def _read(self, read: Operation, values: Mapping[str, str]) -> Any:
        """What is told of an item."""
        return self._ask(read, values, optional=False)[1]

    def _of(self, role: str, resource: str) -> list[Operation]:
        return self.labelled.get(role, {}).get(resource, [])

    def _one(self, role: str, resource: str) -> Operation:
        return self._of(role, resource)[0]

    def _ask(
        self, operation: Operation, values: Mapping[str, str], *, optional: bool = True, told: Any = None
    ) -> tuple[Any, Any]:
        """What was sent and what was told, in a valid success; what the query must have is what was ``told``."""
        request, response = self._send(operation, values, optional=optional, told=told)
        if response.status >= 300:
            raise Broken(f"{operation.key} answers {response.status}")
        violations = check_response(operation, response)
        if violations:
            raise Broken(f"invalid: {operation.key}: {violations[0].message}")
        location = response.header("location")
        self._located = location.rstrip("/").rpartition("/")[2] if location else None
        return _json(request), _json(response)

    def _send(
        self, operation: Operation, values: Mapping[str, str], *, optional: bool, told: Any = None
    ) -> tuple[Request, Response]:
        sampled = sample_request(operation, self.document, f"life/{operation.key}")
        base = self.document.base_paths_of(operation)[0]
        raw = paths.match(operation.path, sampled.path[len(base) :]) or {}
        self._asked = {name: values.get(name, value) for name, value in raw.items()}
        path = base + _PARAMETER.sub(lambda found: values.get(found[1], raw.get(found[1], "")), operation.path)
        asked = read_request(operation, sampled, raw).parameters.get(Location.QUERY, {})
        needed = {each.name for each in operation.parameters_in(Location.QUERY) if each.required}
        known = {name: value for each in _objects(told, 1) for name, value in each.items() if name in asked}
        query = encoding.query(operation, {name: value for name, value in (asked | known).items() if name in needed})
        request = Request(operation.method, path, query, sampled.headers, sampled.body if optional else b"")
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        try:
            fields = {name: value for name, value in request.headers if name.lower() not in _HOP}
            connection.request(request.method, f"{quote(path, safe=_SAFE)}?{query}", request.body, fields)
            got = connection.getresponse()
            return request, Response(got.status, tuple(got.getheaders()), got.read())
        finally:
            connection.close()

    def _agrees(self, when: str, sent: Any, told: Any, values: Mapping[str, str]) -> None:
        """What was sent is told again, as far as there is a member for it, and no path says another thing."""
        if not isinstance(sent, dict):
            return
        inner = next(iter(sent.values())) if len(sent) == 1 else sent
        inner = inner if isinstance(inner, dict) else sent
        best = max(_objects(told), key=lambda each: len(each.keys() & inner.keys()), default={})
        for name, value in inner.items():
            said = name in best and quote(str(best[name]), safe="") in values.values()
            if name in best and not said and not _same(value, best[name]):
                raise Broken(f"{when}: {name} is another")


def _same(sent: Any, told: Any) -> bool:
    """Whether all is told that was sent; members that answers do not have are of no account."""
    if isinstance(sent, dict) and isinstance(told, dict):
        return all(_same(value, told[name]) for name, value in sent.items() if name in told)
    if isinstance(sent, list) and isinstance(told, list):
        return len(sent) == len(told) and all(map(_same, sent, told))
    return bool(sent == told)


def _objects(value: Any, deep: int = 4) -> Iterator[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
    for each in inner if deep else ():
        yield from _objects(each, deep - 1)


def _id(told: Any, parameter: str, resource: str) -> str | None:
    named = _plain(parameter)
    ends = (end for end in ("key", "kind", "name", "number", "slug") if named.endswith(end))
    wanted = [named, "id", f"{_plain(resource)}id", "uuid", *ends]
    about = [inner for each in _objects(told) for key, inner in each.items() if _plain(key) == _plain(resource)]
    for each in (*_objects(told, 0), *chain.from_iterable(map(_objects, about)), *_objects(told)):
        members = {_plain(key): value for key, value in each.items() if isinstance(value, str | int)}
        longer = (name for name in members if name.endswith("id") and named.endswith(name))
        found = next((members[name] for name in (*wanted, *longer) if name in members), None)
        if found is not None:
            return quote(str(found), safe="")
    return None


def _tells(told: Any, name: str) -> bool:
    values = [value for each in _objects(told) for value in each.values()]
    listed = (each for value in (told, *values) if isinstance(value, list) for each in value)
    return any(quote(str(each), safe="") == name for each in (*values, *listed) if isinstance(each, str | int))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _json(message: Request | Response) -> Any:
    return json.loads(message.body) if message.body and is_json(message.header("content-type") or "") else None
