"""Operations that are not sent to a live account, by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from specs.model import Operation

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
"""What asks and does not change. Source: RFC 9110, 9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body. TRACE is safe,
too, but shows credentials to whoever stands between."""

_ALWAYS = frozenset(
    "logout signout deactivate disable unsubscribe revoke confirm unlock impersonate reset shutdown restart reboot "
    "purge wipe erase flush".split()
)
"""Words of operations that do something even when they are asked by GET."""
_WRITING = _ALWAYS | frozenset(
    "register registration registrations signup enroll invite invitation invitations password passwords passcode mfa "
    "2fa totp otp pay payment payments payout payouts charge charges refund refunds transfer transfers withdraw "
    "withdrawal purchase checkout subscribe billing invoice sms email emails mail notify notification notifications "
    "broadcast publish deploy rotate restore import migrate merge archive suspend ban block verify webhook webhooks "
    "dial login signin authenticate".split()
)
"""Words of operations that sign up, move money, reach other people, or cannot be taken back."""
_PEOPLE = frozenset("account accounts member members user users".split())
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[0-9]+[a-z]+")
_PARAMETER = re.compile(r"\{[^{}]*\}")


def danger(operation: Operation) -> str:
    """The word for which an operation is not sent, and where it stands; empty where there is none."""
    if operation.method in ("POST", "PUT") and _of_whom(operation.path) in _PEOPLE:
        return "it makes or changes users"
    known = _ALWAYS if operation.method in SAFE_METHODS else _WRITING
    for place, text in _names(operation):
        for word in _WORD.findall(text):
            if word.lower() in known:
                return f"{word.lower()!r} in its {place}"
    return ""


def named(patterns: Iterable[str], operation: Operation) -> str:
    """The first of some patterns that names an operation; empty where none does.

    Args:
        operation: that may be meant.
        patterns: each an operationId, ``METHOD /path`` or ``/path``; ``*`` stands for anything.
    """
    names = (operation.id or "", operation.key, operation.path)
    return next((each for each in patterns if any(name and fnmatchcase(name, _plain(each)) for name in names)), "")


def _of_whom(path: str) -> str:
    """What a path ends in, the parameter that names one of them left out."""
    fixed = [part for part in path.lower().split("/") if part]
    return next((part for part in reversed(fixed[-2:]) if "{" not in part), "")


def _names(operation: Operation) -> Iterator[tuple[str, str]]:
    """What an operation is called, where a word means what is done; a whole summary tells of more than that."""
    yield "path", " ".join(_PARAMETER.sub("", operation.path).split("/")[-2:])
    yield "operationId", operation.id or ""
    yield "summary", " ".join(operation.summary.split()[:3])


def _plain(pattern: str) -> str:
    """A pattern in which only the star is special."""
    return re.sub(r"[\[?]", lambda found: f"[{found[0]}]", pattern)
