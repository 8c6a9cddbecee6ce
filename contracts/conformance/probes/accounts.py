"""Does the log-in tell which accounts there are?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Need, Probe
from contracts.conformance.probes.scene import Scene, read
from specs.login import Login, find_login
from specs.messages import Exchange, write_json
from specs.validation import read_request

_CHANGING = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d+(?:[-:.T]\d+)*Z?|[0-9a-f]{16,}")
"""What differs from answer to answer by itself: ids, times, numbers."""


def _subjects(scene: Scene) -> Iterator[Login]:
    login = find_login(scene.document)
    if login is not None:
        yield login


def _judge(scene: Scene, login: Login) -> Iterator[Fault]:
    """One wrong password for each of two accounts, no more, so that none is locked."""
    known = scene.caller.identifier
    there = _tried(scene, login, known)
    unknown = f"ringback-{scene.seed}-{known}"
    nowhere = _tried(scene, login, unknown)
    if there.response.status < 400 or nowhere.response.status < 400:
        raise Inconclusive(f"{login.operation.key} takes any password")
    if there.response.status != nowhere.response.status:
        facts = {"how": f"{there.response.status} and {nowhere.response.status}"}
        yield Fault(operation=login.operation.key, exchange=nowhere, facts=facts, before=(there.request,))
    elif _plain(there, known) != _plain(nowhere, unknown):
        facts = {"how": "two different bodies"}
        yield Fault(operation=login.operation.key, exchange=nowhere, facts=facts, before=(there.request,))


def _tried(scene: Scene, login: Login, identifier: str) -> Exchange:
    made = scene.request(login.operation)
    request = replace(made, body=login.written({**login.read(made.body), login.identifier: identifier}))
    if read_request(login.operation, request, {}).violations:
        raise Inconclusive(f"{login.operation.key} takes no made-up {login.identifier}")
    return scene.caller.send(login.operation, request, Who.NOBODY)


def _plain(exchange: Exchange, identifier: str) -> Any:
    """What an answer says, without what differs by itself."""
    body = read(exchange.response)
    told = exchange.response.body.decode("utf-8", "replace") if body is None else write_json(body).decode()
    return _CHANGING.sub("", told.replace(identifier, ""))


PROBE = Probe(
    check=Check(
        rule="account-existence-told",
        meaning="The log-in tells which accounts there are.",
        message="{operation} answered a wrong password of an account that is there, and of none, with {how}",
        direction="response",
        advice="answer both alike, and take the same time for it",
        place="body",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="the document has no operation that logs in with a password",
    needs=(Need.LOGIN,),
)
"""Source: CWE-204; OWASP Authentication Cheat Sheet, authentication responses."""
