"""Who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from mockserver.access.credentials import presented
from mockserver.mutants.places import where
from mockserver.mutants.trial import REFUSED, Broken, Trial, answering
from mockserver.mutants.values import Family, Kind, Place
from specs.login import find_login
from specs.messages import Request, Response
from specs.model import Document, Operation


def _closed(operation: Operation) -> bool:
    return not operation.anonymous


def _bearer(operation: Operation) -> bool:
    return _closed(operation) and any(each.scheme.bearer for alternative in operation.security for each in alternative)


def _scoped(operation: Operation) -> bool:
    return any(each.scopes for alternative in operation.security for each in alternative)


def _sent(trial: Trial) -> list[str]:
    """The credentials that a request presents."""
    schemes = [each.scheme for alternative in trial.operation.security for each in alternative]
    return [sent for scheme in schemes if (sent := presented(scheme, trial.request)) is not None]


def _open(known: Callable[[Trial, list[str]], bool], trial: Trial) -> Broken | None:
    """Lets somebody in who should be refused, where the credentials are of some kind."""
    if not trial.plain or not known(trial, _sent(trial)) or trial.response.status not in REFUSED:
        return None
    made = trial.open_to_all()
    return None if made.status in REFUSED else Broken(made)


def _fault(trial: Trial, sent: list[str]) -> str:
    return next((fault for each in sent if (fault := trial.mock.tokens.fault(each))), "")


def _unknown(_: Trial, sent: list[str]) -> bool:
    return bool(sent) and not any(each.count(".") == 2 for each in sent)


def _forged(trial: Trial, sent: list[str]) -> bool:
    return any(each.count(".") == 2 for each in sent) and "expired" not in _fault(trial, sent).lower()


def _expired(trial: Trial, sent: list[str]) -> bool:
    return "expired" in _fault(trial, sent).lower() and any(each.count(".") == 2 for each in sent)


def _lacking(trial: Trial) -> Response | None:
    """What the credentials do not cover is done."""
    return trial.open_to_all() if trial.response.status == 403 else None


def _turned_away(trial: Trial) -> Response | None:
    """Good credentials are refused."""
    if not _sent(trial) or trial.response.status in REFUSED:
        return None
    bare = replace(trial.request, headers=tuple(each for each in trial.request.headers if each[0] != "authorization"))
    made = trial.other(bare)
    return made if made.status in REFUSED else None


def _foreign(trial: Trial) -> Broken | None:
    """Whoever asks for somebody else's thing gets it."""
    seen: dict[str, Request] = trial.memory.kept
    status = trial.response.status if trial.asker else 0
    if 0 < status < 300:
        seen.setdefault(trial.request.path, trial.request)
    if not trial.plain or status < 300:
        return None
    owner = seen.get(trial.request.path)
    if status not in (403, 404) or owner is None or owner.header("authorization") == trial.asker:
        return None
    headers = tuple(
        (name, owner.header("authorization") or "" if name.lower() == "authorization" else text)
        for name, text in trial.request.headers
    )
    made = trial.other(replace(trial.request, headers=headers))
    return Broken(made) if made.status < 300 else None


def _named(operation: Operation) -> bool:
    return operation.path.endswith("}") and _closed(operation)


def _login(document: Document) -> Iterator[Place]:
    login = find_login(document)
    if login is not None:
        yield Place(operation=login.operation.key, pointer=login.operation.pointer)


def _told_apart(trial: Trial) -> Response | None:
    """A log-in that says which of the two is wrong."""
    users = [each.name for each in trial.mock.settings.users]
    known = any(f'"{name}"'.encode() in trial.request.body for name in users)
    if trial.response.status not in (400, *REFUSED) or not users:
        return None
    told = b"no such account" if not known else b"wrong password"
    body = trial.response.body
    return replace(trial.response, body=body.replace(b'"detail":"', b'"detail":"' + told + b": ", 1)) if body else None


_CLOSED = where(_closed)


def _kind(
    name: str,
    says: str,
    effect: Callable[[Trial], Broken | None],
    places: Callable[[Document], Iterator[Place]] = _CLOSED,
) -> Kind:
    return Kind(name=name, family=Family.ACCESS, says=says, places=places, effect=effect)


KINDS = (
    _kind(
        "credentials-not-demanded", "Whoever shows no credentials is let in.", partial(_open, lambda _, sent: not sent)
    ),
    _kind("credentials-unknown-accepted", "Credentials that nobody has issued are good.", partial(_open, _unknown)),
    _kind(
        "token-forged-accepted", "The signature of a token is not looked at.", partial(_open, _forged), where(_bearer)
    ),
    _kind("token-expired-accepted", "A token is good whose time is over.", partial(_open, _expired), where(_bearer)),
    _kind("scopes-ignored", "What credentials do not cover is done all the same.", answering(_lacking), where(_scoped)),
    _kind("credentials-refused", "Good credentials are refused.", answering(_turned_away)),
    _kind("foreign-item-reached", "One user gets what another has.", _foreign, where(_named)),
    _kind("account-existence-told", "The log-in tells which accounts there are.", answering(_told_apart), _login),
)
