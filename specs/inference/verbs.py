"""What becomes of a thing to which something is done: cancelled by ``cancel``, running by ``start``."""

from __future__ import annotations

from functools import lru_cache

RESTORES = frozenset("recover restore unarchive undelete untrash".split())
"""Verbs that bring back what was deleted."""
_DONE = {
    "begin": "begun",
    "freeze": "frozen",
    "pay": "paid",
    "run": "running",
    "send": "sent",
}
"""Participles that no rule makes."""
_BECOMES = {
    "activate": "active enabled",
    "begin": "running active inprogress",
    "complete": "complete done finished",
    "deactivate": "inactive disabled",
    "disable": "disabled inactive",
    "enable": "enabled active",
    "finish": "done completed complete",
    "open": "open",
    "publish": "live public",
    "reactivate": "active",
    "recover": "active",
    "reject": "declined denied",
    "reopen": "open opened",
    "restore": "active",
    "resume": "running active inprogress",
    "run": "inprogress active",
    "start": "running active inprogress",
    "stop": "inactive",
    "suspend": "inactive",
    "unarchive": "active",
    "undelete": "active",
    "unlock": "active",
    "unpublish": "draft",
    "unsuspend": "active",
    "void": "void",
}
"""What else a status is called after it, the most telling first."""
_UNDOES = {
    "deactivate": "activate",
    "disable": "enable",
    "reactivate": "deactivate",
    "recover": "delete trash",
    "reopen": "close cancel complete resolve",
    "restore": "delete archive trash",
    "resume": "pause",
}
_UN = frozenset("archive block delete freeze lock mute pin publish star suspend trash".split())
KNOWN = (
    frozenset(_BECOMES)
    | frozenset(_UNDOES)
    | frozenset(f"un{verb}" for verb in _UN - {"star"})
    | frozenset("accept decline dismiss reactivate".split())
)
"""Verbs whose outcome is told here."""


@lru_cache(256)
def participles(verb: str) -> tuple[str, ...]:
    """What is said of a thing to which it was done, in each spelling: canceled, cancelled."""
    if verb in _DONE:
        return (_DONE[verb],)
    if verb.endswith("e"):
        return (f"{verb}d",)
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return (f"{verb[:-1]}ied",)
    return (f"{verb}ed", f"{verb}{verb[-1:]}ed")


@lru_cache(256)
def states(verb: str) -> tuple[str, ...]:
    """What a status says after it, the most telling first."""
    return (*participles(verb), *_BECOMES.get(verb, "").split())


def undone(verb: str) -> tuple[str, ...]:
    """The verbs whose effect this one takes back."""
    known = _UNDOES.get(verb, verb[2:] if verb.startswith("un") and verb[2:] in _UN else "")
    return tuple(known.split())
