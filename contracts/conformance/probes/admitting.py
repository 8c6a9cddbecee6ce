"""Does every operation that wants credentials look at them, and take good ones?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.changing import of_any_version
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene
from specs.inference.kinds import Kind
from specs.messages import Exchange, Request
from specs.model import Operation

_CHANGING = (Kind.REPLACE, Kind.PATCH, Kind.DELETE)
_READ_ONLY = frozenset({"GET", "HEAD"})
_NOBODY_S = "Bearer nobody-has-issued-this"


def guarded(scene: Scene) -> Iterator[Operation]:
    """The operations that want credentials, as far as they may be asked for."""
    for operation in scene.document.operations:
        if operation.anonymous or _below_http(operation):
            continue
        if scene.writes or operation.method in _READ_ONLY:
            yield operation


def _below_http(operation: Operation) -> bool:
    """Whether a certificate is enough: who presents none is turned away before there is a request to answer."""
    return any({each.scheme.kind for each in alternative} == {"mutualTLS"} for alternative in operation.security)


def _values(scene: Scene, operation: Operation) -> Mapping[str, str]:
    """Values of the path parameters: of a thing made for it where it may be changed.

    Raises:
        Inconclusive: there is no such thing.
    """
    role = scene.items.roles.of(operation)
    if role.kind in _CHANGING and role.resource is not None and role.resource.first(Kind.CREATE) is not None:
        return scene.at(operation, scene.create(role.resource).item)
    return scene.somewhere(operation)


def _strangers(scene: Scene, operation: Operation) -> Iterator[Fault]:
    request = asked(scene, operation)
    unknown = replace(request, headers=(*request.headers, ("Authorization", _NOBODY_S)))
    bearer = any(each.scheme.bearer for alternative in operation.security for each in alternative)
    for how, sent in (("without credentials", request), ("with a token that nobody has issued", unknown)):
        if sent is unknown and not bearer:
            continue
        exchange = scene.caller.send(operation, sent, Who.NOBODY)
        if exchange.response.status < 300:
            keep(scene, operation, exchange)
            yield Fault(operation=operation.key, exchange=exchange, facts={"how": how})


def asked(scene: Scene, operation: Operation) -> Request:
    """A request that is carried out for whoever may send it. Raises Inconclusive: none can be made up."""
    return of_any_version(operation, scene.request(operation, _values(scene, operation)))


def keep(scene: Scene, operation: Operation, exchange: Exchange) -> None:
    """Remember what a stranger has made, so that it is taken away."""
    role = scene.items.roles.of(operation)
    if role.kind is Kind.CREATE and role.resource is not None:
        with suppress(Inconclusive):
            scene.take(role.resource, operation, exchange)


def _turned_away(scene: Scene, operation: Operation) -> Iterator[Fault]:
    """Credentials that are good for one operation are for all that want the same."""
    exchange = scene.caller.send(operation, asked(scene, operation))
    keep(scene, operation, exchange)
    if exchange.response.status == 401:
        yield Fault(operation=operation.key, exchange=exchange)


def _alike(scene: Scene) -> Iterator[Operation]:
    """Operations that another one demands the same of, which has taken the account's credentials."""
    taken: set[object] = set()
    wanting = [each for each in guarded(scene) if each.method == "GET"]
    for operation in wanting:
        with suppress(Inconclusive):
            exchange = scene.ask(operation, scene.somewhere(operation))
            if exchange.response.status < 300:
                taken.add(_demanded(operation))
    yield from (each for each in guarded(scene) if _demanded(each) in taken)


def _demanded(operation: Operation) -> object:
    return frozenset(
        frozenset((each.scheme.name, each.scopes) for each in alternative) for alternative in operation.security
    )


STRANGERS = Probe(
    check=Check(
        rule="stranger-admitted",
        meaning="An operation that wants credentials is carried out for whoever has none.",
        message="{operation} answered {status} to a request {how}",
        subject="{how}",
        direction="request",
        advice="demand credentials in one place, before anything else, and of every operation",
    ),
    subjects=guarded,
    judge=_strangers,
    lacking="no operation of the document wants credentials",
)
"""Source: OWASP API Security Top 10, API2:2023 and API5:2023."""
TURNED_AWAY = Probe(
    check=Check(
        rule="account-turned-away",
        meaning="Credentials that are good for one operation are refused by another that wants the same.",
        message="{operation} answered {status} to the credentials that other operations take",
        direction="request",
        advice="look at credentials in one place, or write down what else the operation wants, and answer 403",
    ),
    subjects=_alike,
    judge=_turned_away,
    lacking="no operation of the document took the account's credentials",
    needs=(Need.CREDENTIALS,),
)
"""Source: RFC 9110, 15.5.2 and 15.5.4."""
