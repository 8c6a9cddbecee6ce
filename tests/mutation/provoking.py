"""A client that does whatever shows a mutant, in process and by a short way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from mockserver.access.grants import Grant
from mockserver.mutants.breaking import broken
from mockserver.mutants.host import MutableHost
from mockserver.mutants.trial import roles
from mockserver.mutants.values import Family, Mutant
from mockserver.mutants.wrong import KEYWORDS
from specs.inference.asks import Ask, declared, meanings
from specs.inference.kinds import Kind as Does
from specs.messages import Request, Response
from specs.model import Location, Operation
from specs.sampling.exchange import sample_request
from specs.schemas import Direction
from specs.validators import validator

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_WRONG = ("", "x", "-1", "0", "1.5", "99999999", "a" * 300, "no value", "%20", "2020-02-30")


@dataclass
class Client:
    """Sends requests of one operation, and of those around it."""

    host: MutableHost
    operation: Operation
    user: str = "a"
    _tokens: dict[Any, str] = field(default_factory=dict)

    @property
    def document(self) -> Any:
        return self.host.mocks[0].document

    def token(self, user: str = "", flaw: str = "", scopes: frozenset[str] | None = None) -> str:
        """The same token for the same wish."""
        wish = (user, flaw, scopes)
        if wish not in self._tokens:
            schemes = self.document.security_schemes.values()
            known = {name for scheme in schemes for flow in scheme.flows.values() for name in flow.get("scopes", ())}
            grant = Grant(subject=user or self.user, scopes=frozenset(known) if scopes is None else scopes)
            self._tokens[wish] = self.host.mocks[0].tokens.issue(grant, flaw=flaw)
        return self._tokens[wish]

    def send(
        self,
        operation: Operation,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        seed: int = 1,
        **changed: Any,
    ) -> Response:
        return self.host.answer(self.made(operation, ids, query, headers, token, seed, **changed)).response

    def made(
        self,
        operation: Operation,
        ids: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        seed: int = 1,
        **changed: Any,
    ) -> Request:
        """A request with no more than what is required, and a body."""
        needed = tuple(each for each in operation.parameters if each.required)
        request = sample_request(replace(operation, parameters=needed, security=()), self.document, seed)
        base = self.document.base_paths_of(operation)[0]
        if ids:
            path = base + _PARAMETER.sub(lambda found: ids.get(found[1], found[0]), operation.path)
            request = replace(request, path=path)
        asked = "&".join(filter(None, (request.query, urlencode(query or {}))))
        credentials = self.presented(operation, self.token() if token is None else token)
        return replace(
            request,
            **{"query": asked, "headers": (*request.headers, *credentials, *(headers or {}).items()), **changed},
        )

    def presented(self, operation: Operation, token: str) -> tuple[tuple[str, str], ...]:
        if not token:
            return ()
        fields = [("authorization", f"Bearer {token}")]
        for alternative in operation.security:
            for each in alternative:
                key = self.host.mocks[0].tokens.api_key if token == self.token() or "." in token else token
                if each.scheme.location is Location.COOKIE:
                    fields.append(("cookie", f"{each.scheme.parameter}={key}"))
                elif each.scheme.location is Location.HEADER and not each.scheme.bearer:
                    fields.append((each.scheme.parameter.lower(), key))
        return tuple(fields)

    def first(self, *does: Does) -> Operation | None:
        resource = roles(self.document).of(self.operation).resource
        return resource.first(*does) if resource else None

    def create(self, seed: int) -> dict[str, str]:
        """Make a thing of the operation's kind; what its path is filled with, or nothing."""
        names = _PARAMETER.findall(self.operation.path)
        maker = self.first(Does.CREATE)
        if not names or maker is None:
            return {}
        response = self.send(maker, seed=seed)
        told = json.loads(response.body) if response.body else {}
        found = re.search(r'"(?:id|uuid|[a-z]+Id)": ?"?([^",}]+)', response.body.decode())
        return {names[-1]: found[1]} if found and told is not None else {}


def provoke(host: MutableHost, mutant: Mutant) -> None:
    """Send what shows the mutant."""
    client = Client(host, host.mocks[0].document.by_key[mutant.place.operation])
    for step in _STEPS[mutant.kind.family]:
        step(client, mutant)
        if host.fired:
            return


def _valid(client: Client, _: Mutant) -> None:
    """The operation, at several things, twice each, some with everything that it can be asked for."""
    for seed in range(1, 9):
        ids = client.create(seed)
        whole = sample_request(replace(client.operation, security=()), client.document, seed)
        client.send(client.operation, ids, seed=seed)
        credentials = client.presented(client.operation, client.token())
        client.host.answer(replace(whole, headers=(*whole.headers, *credentials)))
        if client.host.fired:
            return


def _refused(client: Client, _: Mutant) -> None:
    """What is wrong in the usual ways."""
    operation = client.operation
    names = _PARAMETER.findall(operation.path)
    client.send(operation, dict.fromkeys(names, "99999"))
    client.send(operation, dict.fromkeys(names, "00000000-0000-4000-8000-000000000000"))
    client.send(operation, token="")
    client.send(operation, dict.fromkeys(names, "!"), query={"limit": "x"}, body=b"{")
    client.send(operation, {}, body=b"[]")
    ids = client.create(1)
    client.send(operation, ids, headers={"if-match": '"no"'})
    client.send(operation, method="TRACE")


def _asked_by(client: Client, _: Mutant) -> None:
    for told in (
        "",
        "nobody",
        client.token(flaw="wrong-signature"),
        client.token(flaw="expired"),
        client.token(scopes=frozenset()),
    ):
        client.send(client.operation, token=told)
    client.send(client.operation)
    ids = client.create(1)
    client.send(client.operation, ids)
    client.send(client.operation, ids, token=client.token("b"))
    for user in client.host.settings.users:
        body = json.dumps({"email": user.name, "password": "wrong password"}).encode()
        client.send(client.operation, body=body, token="")


def _body_broken(client: Client, mutant: Mutant) -> None:
    """A valid body that breaks the mutant's keyword at its place, and nothing else."""
    name = mutant.kind.name.removeprefix("accepted-body-")
    media = next((each for each in _content(client.operation) if each.pointer == mutant.place.pointer), None)
    if media is None or media.schema is None or name not in KEYWORDS:
        return
    compiled = validator(media.schema, Direction.REQUEST)
    for seed in range(1, 9):
        request = sample_request(replace(client.operation, security=()), client.document, seed)
        made = broken(name, compiled, mutant.place.at, json.loads(request.body))
        if made is not None:
            client.send(client.operation, client.create(seed), seed=seed, body=json.dumps(made[0]).encode())
            return


def _content(operation: Operation) -> tuple[Any, ...]:
    return operation.body.content if operation.body else ()


def _parameter_broken(client: Client, mutant: Mutant) -> None:
    operation, name = client.operation, mutant.place.name
    ids = client.create(1)
    found = next((each for each in operation.parameters if each.pointer == mutant.place.pointer), None)
    if found is None:
        client.send(operation, ids, body=b"", headers={})
        request = client.made(operation, ids)
        bare = tuple(each for each in request.headers if each[0].lower() != "content-type")
        client.host.answer(replace(request, body=b"", headers=bare))
        client.host.answer(replace(request, body=b"{"))
        client.host.answer(replace(request, headers=(*bare, ("content-type", "text/x-unknown"))))
        return
    whole = client.made(operation, ids)
    kept = "&".join(each for each in whole.query.split("&") if each.partition("=")[0] != name)
    rest = tuple(each for each in whole.headers if each[0].lower() != name.lower())
    client.host.answer(replace(whole, query=kept, headers=rest))
    for value in _WRONG:
        if found.location is Location.QUERY:
            client.host.answer(replace(whole, query=f"{kept}&{urlencode({name: value})}".strip("&")))
        else:
            client.host.answer(replace(whole, headers=(*rest, (name.lower(), value))))


def _life(client: Client, _: Mutant) -> None:
    """A thing is made, read, changed, read, taken away and read again, beside another."""
    first, second = client.create(1), client.create(2)
    reader, lister = client.first(Does.READ, Does.SINGLETON), client.first(Does.LIST, Does.SEARCH)
    changer, remover = client.first(Does.PATCH, Does.REPLACE, Does.UPSERT), client.first(Does.DELETE)
    around = [each for each in (client.operation, reader, lister) if each is not None]
    for seed, ids in ((3, first), (4, second), (3, first)):
        for each in around:
            client.send(each, ids, seed=seed)
    for number, act in enumerate((changer, client.operation, remover, remover)):
        if act is not None and (ids := first or None):
            client.send(act, ids, seed=7 + number)
            for each in around:
                client.send(each, ids)
    maker = client.first(Does.CREATE)
    if maker is not None:
        client.send(maker, seed=9)
        client.send(maker, seed=9)
    for each in around:
        client.send(each, first)


def _pages(client: Client, mutant: Mutant) -> None:
    """The pages of a list, and all that its parameters can be asked for."""
    for seed in range(1, 6):
        maker = client.first(Does.CREATE)
        if maker is not None:
            client.send(maker, seed=seed)
    asked = {ask: each.name for each in declared(client.operation) for ask in meanings(each.name)}
    size = {asked[Ask.SIZE]: "2"} if Ask.SIZE in asked else {}
    client.send(client.operation, query=size)
    for ask, texts in {Ask.PAGE: ("2", "3"), Ask.OFFSET: ("2", "4"), Ask.AFTER: ("",)}.items():
        for text in texts if ask in asked else ():
            client.send(client.operation, query={**size, asked[ask]: text or _cursor(client, size)})
    for each in client.operation.parameters_in(Location.QUERY):
        for value in _values(each):
            client.send(client.operation, query={**size, each.name: value})


def _cursor(client: Client, size: Mapping[str, str]) -> str:
    body = json.loads(client.send(client.operation, query=size).body)
    return next((each for each in body.values() if isinstance(each, str)), "") if isinstance(body, dict) else ""


def _values(parameter: Any) -> Iterator[str]:
    schema = parameter.schema.json_schema(Direction.REQUEST) if parameter.schema else {}
    inner = [schema, *schema.get("$defs", {}).values(), schema.get("items", {})]
    for each in inner:
        if isinstance(each, dict):
            yield from map(str, each.get("enum", ()))


def _conditional(client: Client, _: Mutant) -> None:
    ids = client.create(1)
    reader = client.first(Does.READ) or client.operation
    tag = client.send(reader, ids).header("etag") or '"x"'
    client.send(reader, ids)
    client.send(reader, ids, headers={"if-none-match": tag})
    client.send(reader, ids, headers={"if-none-match": '"other"'})
    for each in (client.operation, client.first(Does.PATCH, Does.REPLACE)):
        if each is not None and each.method != "GET":
            client.send(each, ids, headers={"if-match": '"other"'})
            client.send(each, ids)
            client.send(each, ids, headers={"if-match": "*"})
    client.send(reader, ids)
    request = client.made(client.operation, ids, headers={"idempotency-key": "k1"})
    client.host.answer(request)
    client.host.answer(request)


def _typed(client: Client, _: Mutant) -> None:
    ids = client.create(1)
    for entry in client.operation.successes:
        for each in entry.content:
            client.send(client.operation, ids, headers={"accept": each.name})


def _of_origin(client: Client, _: Mutant) -> None:
    client.send(client.operation, headers={"origin": "https://evil.example"})


_Step = Callable[[Client, Mutant], None]
_STEPS: Mapping[Family, tuple[_Step, ...]] = {
    Family.BODIES: (_valid, _refused, _life),
    Family.STATUSES: (_valid, _refused, _asked_by),
    Family.FIELDS: (_valid, _refused),
    Family.WIRE: (_valid, _typed),
    Family.ACCESS: (_asked_by,),
    Family.REQUESTS: (_body_broken, _parameter_broken),
    Family.STATE: (_life,),
    Family.LISTS: (_pages,),
    Family.CONDITIONS: (_conditional,),
    Family.LEAKS: (_valid, _refused, _of_origin),
}
