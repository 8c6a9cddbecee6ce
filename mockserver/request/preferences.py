"""What a client wants of a response, beside what it asks for: the ``Prefer`` field and its twins in the query.

Source: RFC 7240. The names are those that users of other mock servers know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from mockserver.draws import Draw, numbered
from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving.wire import TOKEN
from specs.messages import Headers, Request, Response
from specs.model import Location, Operation

if TYPE_CHECKING:
    from mockserver.turn import Turn

LONGEST_WAIT = 60.0
"""Seconds; a client that wants to wait longer waits so long."""

_NAMES = ("code", "example", "dynamic", "seed", "wait")
_FORMS = {
    "code": (re.compile(r"[2-5]\d\d"), "a status from 200 to 599"),
    "example": (re.compile(r".{1,200}", re.DOTALL), "the name of an example"),
    "dynamic": (re.compile(r"true|false"), "true or false"),
    "seed": (re.compile(r".{1,200}", re.DOTALL), "a number or a text"),
    "wait": (re.compile(r"\d{1,9}(\.\d{1,3})?"), "seconds"),
}
_PREFERENCE = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s,;"]*))?\s*([,;]|$)')
_LONGEST_FIELD = 4000
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a client wants.

    Attributes:
        code: the status it is to get.
        example: the name of the document's example it is to get.
        dynamic: whether the response is made up although the document has examples; None leaves it to the mock.
        seed: of what is made up; None leaves it to the mock.
        wait: seconds until the response.
    """

    code: int | None = None
    example: str | None = None
    dynamic: bool | None = None
    seed: str | None = None
    wait: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the client wants another answer than a success, so that nothing it sends matters."""
        return self.code is not None and self.code >= 300

    @property
    def insists(self) -> bool:
        """Whether the client has said what it is to get, whatever the mock remembers."""
        return self.code is not None or self.example is not None or bool(self.dynamic)


NONE = Preferences()


def read(turn: Turn) -> Response | None:
    """Stage 2: note what the client prefers; the answer where nobody can know what it means.

    The twins are taken out of the query, so that nobody takes them for the document's, unless they are.
    """
    request, operation = turn.request, turn.operation
    given = request.header("prefer")
    if given is None and "__" not in request.query:
        return None
    told = dict(_twins(request, operation)) | dict(_preferences(given or ""))
    turn.request = _without_twins(request, operation)
    if given is not None and _declares(operation, Location.HEADER, "prefer"):
        told.pop("wait", None)  # the document has its own ideas of it
    for name, value in told.items():
        form, what = _FORMS[name]
        if not form.fullmatch(value):
            return problems.response(400, _unreadable(name, what))
    turn.preferences = _made(told)
    if turn.preferences.seed is not None:
        turn.draw = Draw(numbered(turn.preferences.seed), 0)
    if turn.preferences.wait is not None:
        turn.delivery = replace(turn.delivery, delay=turn.delivery.delay + turn.preferences.wait)
    return None


def applied(preferences: Preferences, status: int) -> Headers:
    """The field that tells which of the preferences a response of a status has. Source: RFC 7240, 3.

    A refusal is not what was preferred: no more than how it is made up and when it comes.
    """
    if preferences is NONE:
        return ()
    granted = status == preferences.code if preferences.code is not None else status < 400
    said = {name: getattr(preferences, name) for name in (_NAMES if granted else ("seed", "wait"))}
    told = [f"{name}={_word(value)}" for name, value in said.items() if value is not None]
    return (("Preference-Applied", ", ".join(told)),) if told else ()


def _made(told: Mapping[str, str]) -> Preferences:
    return Preferences(
        code=int(told["code"]) if "code" in told else None,
        example=told.get("example"),
        dynamic=told["dynamic"] == "true" if "dynamic" in told else None,
        seed=told.get("seed"),
        wait=min(float(told["wait"]), LONGEST_WAIT) if "wait" in told else None,
    )


def _preferences(text: str) -> Iterator[tuple[str, str]]:
    """Ours among the preferences of a field, the first of each last: of several only the first counts."""
    found: list[tuple[str, str]] = []
    for match in _PREFERENCE.finditer(text[:_LONGEST_FIELD]):
        name, value = match[1].lower(), match[2] or ""
        if value.startswith('"'):
            value = _ESCAPE.sub(r"\1", value[1:-1])
        if name in _FORMS:
            found.append((name, value or ("true" if name == "dynamic" else "")))
    return reversed(found)


def _twins(request: Request, operation: Operation) -> Iterator[tuple[str, str]]:
    for part in request.query.split("&"):
        name, _, value = part.partition("=")
        if _twin(name, operation):
            yield unquote_plus(name)[2:], unquote_plus(value) or ("true" if name == "__dynamic" else "")


def _without_twins(request: Request, operation: Operation) -> Request:
    kept = [part for part in request.query.split("&") if not _twin(part.partition("=")[0], operation)]
    return replace(request, query="&".join(kept))


def _twin(name: str, operation: Operation) -> bool:
    name = unquote_plus(name)
    return name[:2] == "__" and name[2:] in _FORMS and not _declares(operation, Location.QUERY, name)


def _declares(operation: Operation, location: Location, name: str) -> bool:
    return any(each.name.lower() == name for each in operation.parameters_in(location))


def _unreadable(name: str, what: str) -> Refusal:
    return Refusal(statuses=(400,), kind="unreadable-preference", detail=f"The preference {name} takes {what}.")


def _word(value: object) -> str:
    """A value as token or quoted string. Source: RFC 9110, 5.6.2 and 5.6.4."""
    text = str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
    if TOKEN.fullmatch(text):
        return text
    plain = "".join(c if " " <= c <= "~" else "?" for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
