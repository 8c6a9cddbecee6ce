"""Are tokens looked into: who has signed them, and until when they are good?"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes import admitting
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene
from specs.messages import Exchange
from specs.model import Operation

_PATIENCE = 10.0
"""Seconds that are waited for a token to expire."""


def _subjects(scene: Scene) -> Iterator[Operation]:
    """The operations that only a bearer token opens."""
    for operation in admitting.guarded(scene):
        if all(alternative and all(each.scheme.bearer for each in alternative) for alternative in operation.security):
            yield operation


def _sent(scene: Scene, operation: Operation, token: str) -> Exchange:
    request = admitting.asked(scene, operation)
    headers = (*request.headers, ("Authorization", f"Bearer {token}"))
    exchange = scene.caller.send(operation, replace(request, headers=headers), Who.NOBODY)
    if exchange.response.status < 300:
        admitting.keep(scene, operation, exchange)
    return exchange


def read_token(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head and the claims of the account's token.

    Raises:
        Inconclusive: it is none that can be read.
    """
    try:
        head, claims = (json.loads(_decoded(part)) for part in scene.caller.token.split(".")[:2])
    except (ValueError, RecursionError):
        raise Inconclusive("the token of the account is none that can be read (no JWT)") from None
    if not isinstance(head, dict) or not isinstance(claims, dict):
        raise Inconclusive("the token of the account is none that can be read (no JWT)")
    return head, claims


def _forged(scene: Scene, operation: Operation) -> Iterator[Fault]:
    head, claims = read_token(scene)
    rest = scene.caller.token.split(".")
    other = _encoded({**claims, "jti": "nobody-has-issued-this"})
    unsigned = ".".join((_encoded({**head, "alg": "none"}), other, ""))
    for how, made in (
        ("whose claims were changed", ".".join((rest[0], other, rest[2]))),
        ("without a signature", unsigned),
    ):
        exchange = _sent(scene, operation, made)
        if exchange.response.status < 300:
            yield Fault(operation=operation.key, exchange=exchange, facts={"how": how})


def _outlived(scene: Scene, operations: Sequence[Operation]) -> Iterator[Fault]:
    """Waits once, and then tries the old token everywhere; whatever that takes is made with a new one."""
    _, claims = read_token(scene)
    token, until = scene.caller.token, claims.get("exp")
    if not isinstance(until, int | float):
        raise Inconclusive("the token of the account does not say until when it is good")
    left = until - time.time()
    if left > _PATIENCE:
        raise Inconclusive(f"the token of the account is good for more than {_PATIENCE:g} s, and nobody waits so long")
    time.sleep(max(0.0, left) + min(1.0, max(left, 0.1)))
    for operation in operations:
        with suppress(Inconclusive):
            exchange = _sent(scene, operation, token)
            if exchange.response.status < 300:
                yield Fault(operation=operation.key, exchange=exchange)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


FORGED = Probe(
    check=Check(
        rule="forged-token-accepted",
        meaning="The server takes a token that it has not issued.",
        message="{operation} answered {status} to a token {how}",
        subject="{how}",
        direction="request",
        advice="verify the signature with the one algorithm that you sign by, before any claim is read",
    ),
    subjects=_subjects,
    judge=_forged,
    lacking="no operation is opened by a bearer token alone",
    needs=(Need.CREDENTIALS,),
)
"""Source: RFC 8725, 3.1 and 3.3."""
OUTLIVED = Probe(
    check=Check(
        rule="expired-token-accepted",
        meaning="The server takes a token whose time is over.",
        message="{operation} answered {status} to a token that has expired",
        direction="request",
        advice="refuse tokens after their exp with 401",
    ),
    subjects=lambda scene: filter(None, [tuple(_subjects(scene))]),  # whoever waits once has waited long enough
    judge=_outlived,
    lacking="no operation is opened by a bearer token alone",
    needs=(Need.CREDENTIALS,),
)
"""Source: RFC 7519, 4.1.4."""
