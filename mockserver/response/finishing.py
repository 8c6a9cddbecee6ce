"""What is added to every response, beside what its document says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from mockserver.overrides.altering import altered
from mockserver.request import preferences
from mockserver.response import problems, replay
from mockserver.response.lifecycles import Lifecycles
from mockserver.response.replay import Minter
from mockserver.turn import Turn
from specs.messages import Headers, Response, essence
from specs.validation import Violation, check_header

VIOLATIONS = "Ringback-Violations"
_LONGEST, _MOST = 3000, 10
_GUESSED = frozenset({"text/plain", "application/octet-stream"})
"""Media types that browsers look behind."""
_NO_GUESSING = (("X-Content-Type-Options", "nosniff"),)


class Finish:
    """Adds header fields: those of the turn in place of what is there, others never.

    Args:
        minter: makes replay tokens.
        lifecycles: how long operations will be there.
    """

    def __init__(self, minter: Minter, lifecycles: Lifecycles) -> None:
        self._minter, self._lifecycles = minter, lifecycles

    def of(self, turn: Turn, response: Response) -> Response:
        """A response with what tells how it came about."""
        response = _replaced(turn, response) if turn.fields else response
        response = altered(turn, response) if turn.alterations else response
        more: list[tuple[str, str]] = [*self._lifecycles.fields(turn.operation), *_vary(turn), *_as_said(response)]
        if turn.preferences is not preferences.NONE:
            more += preferences.applied(turn.preferences, response.status)
        untold = _untold(turn, response)
        if untold:
            more += told_in_a_field([problems.error(each) for each in untold])
        more.append((replay.HEADER, str(self._minter.token(turn, response))))
        added = [each for each in more if response.header(each[0]) is None and _allowed(turn, *each)]
        return Response(response.status, (*response.headers, *added), response.body)

    def lost(self, response: Response, seed: int) -> Response:
        """A response to a request that led to no operation, with what it can be had again by."""
        token = str(self._minter.lost(response, seed))
        return replace(response, headers=(*response.headers, (replay.HEADER, token)))


def _untold(turn: Turn, response: Response) -> Sequence[Violation]:
    """What was wrong with the request and the response does not say: it lets it pass, or has no body to say it in."""
    silent = response.status >= 400 and not response.body
    return turn.reading.violations if silent else turn.warnings


def _replaced(turn: Turn, response: Response) -> Response:
    """A response with the turn's own fields, but for those that the document does not let say so."""
    turn.alone = False
    own = tuple(each for each in turn.fields if turn.on_purpose or _allowed(turn, *each))
    names = {name.lower() for name, _ in own}
    others = [each for each in response.headers if each[0].lower() not in names]
    return Response(response.status, (*others, *own), response.body)


def _allowed(turn: Turn, name: str, text: str) -> bool:
    """Whether the document, where it speaks of a field of this name, lets it say so."""
    documented = turn.entry.headers if turn.entry else ()
    if not documented:
        return True
    wanted = name.lower()
    return not any(check_header(each, text) for each in documented if each.name.lower() == wanted)


def _vary(turn: Turn) -> Headers:
    """What of the request has had a say in the response. Source: RFC 9110, 12.5.5; RFC 7240, 2."""
    content, preferred = turn.entry.content if turn.entry else (), turn.preferences is not preferences.NONE
    several = len(content) > 1 or (len(content) == 1 and "*" in content[0].name)
    if not (several or preferred):
        return ()
    return (("Vary", ", ".join(["Accept"] * several + ["Prefer"] * preferred)),)


def _as_said(response: Response) -> Headers:
    """Keeps browsers from guessing, where they would. Source: the Fetch standard, 3.6; WHATWG MIME Sniffing, 7."""
    guessed = response.body and essence(response.header("content-type") or "") in _GUESSED
    return _NO_GUESSING if guessed else ()


def told_in_a_field(errors: Sequence[dict[str, object]], name: str = VIOLATIONS) -> Headers:
    """Violations, as problem details list them, or the like: as JSON in ASCII, what fits, and how many more."""
    told: list[dict[str, object]] = []
    for error in errors:
        told.append({key: value for key, value in error.items() if key != "found"})  # proxies log header fields
        if len(json.dumps(told)) > _LONGEST or len(told) > _MOST:
            told.pop()
            break
    if len(told) < len(errors):
        told.append({"more": len(errors) - len(told)})
    return ((name, json.dumps(told, separators=(",", ":"))),) if told else ()
