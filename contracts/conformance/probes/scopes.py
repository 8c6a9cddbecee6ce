"""Is what an account may do looked at, and not only who it is?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene
from contracts.conformance.probes.tokens import read_token
from specs.model import Operation

_CLAIMS = ("scope", "scp", "scopes", "permissions", "roles")
"""Where tokens tell what they are good for. Source: RFC 8693, 4.2, and RFC 9068, 2.2.3."""


def _subjects(scene: Scene) -> Iterator[Operation]:
    """The operations that are read, and that want a scope whichever way one is let in."""
    for operation in scene.document.operations:
        scoped = [all(each.scopes for each in alternative) for alternative in operation.security]
        if operation.method == "GET" and scoped and all(scoped) and not operation.anonymous:
            yield operation


def _judge(scene: Scene, operation: Operation) -> Iterator[Fault]:
    _, claims = read_token(scene)
    held = _held(claims)
    wanted = [frozenset(scope for each in alternative for scope in each.scopes) for alternative in operation.security]
    if any(each <= held for each in wanted):
        raise Inconclusive(f"the token of the account has what {operation.key} wants")
    exchange = scene.ask(operation, scene.somewhere(operation))
    if exchange.response.status < 300:
        yield Fault(operation=operation.key, exchange=exchange, facts={"scopes": " ".join(sorted(wanted[0]))})


def _held(claims: dict[str, Any]) -> frozenset[str]:
    """What a token says that it is good for.

    Raises:
        Inconclusive: it says nothing of that.
    """
    told = [claims[name] for name in _CLAIMS if name in claims]
    if not told:
        raise Inconclusive("the token of the account does not say what it is good for (no scope claim)")
    texts = [each.split() if isinstance(each, str) else each for each in told]
    return frozenset(text for part in texts if isinstance(part, list) for text in part if isinstance(text, str))


PROBE = Probe(
    check=Check(
        rule="scope-not-demanded",
        meaning="An operation that wants a scope is carried out for a token that does not have it.",
        message="{operation} wants {scopes}, and answered {status} to a token that says it does not have it",
        direction="request",
        advice="look at the scopes of a token at every operation that names one; answer 403 where they do not suffice",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="no operation that is read wants a scope in every case",
    needs=(Need.CREDENTIALS,),
)
"""Source: RFC 6750, 3.1; OWASP API Security Top 10, API5:2023."""
