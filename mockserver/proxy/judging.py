"""What is wrong with an exchange: the request as the mock judges it, the response as the document has it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mockserver.draws import Draw
from mockserver.errors import Unanswerable
from mockserver.pipeline import Mock
from mockserver.request.conformity import Conformity, invalid
from mockserver.response import problems
from mockserver.response.headers import Fields
from mockserver.response.refusals import Refusals
from mockserver.settings import Validate
from mockserver.turn import Turn
from specs import media
from specs.errors import SpecError
from specs.http1 import codings
from specs.messages import Headers, Request, Response, joined
from specs.model import Operation
from specs.validation import Violation, check_response

_NOT_WHOLE = "the body is too long, or did not come as a whole"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a request is for.

    Attributes:
        turn: None where the document has no such operation.
        answer: what the mock says then.
        wrong: and what is wrong with the request.
        lost: there are several upstreams, and nobody can tell which of them is meant.
        base: the base path that the request was found under.
    """

    turn: Turn | None = None
    answer: Response | None = None
    wrong: tuple[Violation, ...] = ()
    lost: bool = False
    base: str = ""

    @property
    def operation(self) -> Operation | None:
        """None where the document has none."""
        return self.turn.operation if self.turn else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found out about a message.

    Attributes:
        unjudged: why something of it could not be judged; empty where all was.
    """

    violations: tuple[Violation, ...] = ()
    unjudged: str = ""


class Judge:
    """Judges the exchanges of one document.

    Args:
        mock: of the document.
        largest: bytes of a body that are looked at, once codings are undone.
    """

    def __init__(self, mock: Mock, largest: int) -> None:
        self._largest = largest
        self._router = mock.compiled.router
        self._conformity = Conformity(Validate.WARN)
        self._refusals = Refusals(Fields(mock.document))

    def route(self, request: Request) -> Asked:
        """What a request is for; its body is not looked at unless nothing else can tell."""
        found = self._router.route(request)
        if isinstance(found, Response):
            return Asked(answer=found, wrong=tuple(_unknown(found.status)))
        match, operation = found
        return Asked(Turn(request, match, operation, Draw(0, 0)), base=match.base)

    def request(self, asked: Asked, request: Request, *, whole: bool) -> Judgement:
        """What is wrong with a request; of one that is not there as a whole, in all but its body."""
        if asked.turn is None:
            return Judgement(asked.wrong)
        try:
            plain = _plain(request, self._largest) if whole else replace(request, body=b"")
            unjudged = "" if whole else _NOT_WHOLE
        except codings.UnreadableError as error:
            plain, whole, unjudged = replace(request, body=b""), False, str(error)
        asked.turn.request = plain
        self._conformity.judge(asked.turn)
        found = asked.turn.reading.violations
        return Judgement(found if whole else _without_body(found), unjudged)

    def refusal(self, asked: Asked, violations: tuple[Violation, ...]) -> Response:
        """The answer to an invalid request, as the mock gives it."""
        if asked.turn is None:
            return asked.answer or Response(404)
        told = invalid(asked.turn.operation, violations)
        try:
            return self._refusals.answer(asked.turn, told)
        except (Unanswerable, SpecError):
            return problems.response(told.statuses[0], told)

    def response(self, asked: Asked, status: int, headers: Headers, body: bytes | None, *, head: bool) -> Judgement:
        """What is wrong with a response.

        Args:
            asked: what it answers.
            status: its code.
            headers: its fields.
            body: None where it is not there as a whole, or not yet.
            head: whether it answers HEAD.
        """
        operation = asked.operation
        if operation is None:
            return Judgement()
        unjudged = ""
        try:
            read = codings.decoded(joined(headers, "content-encoding"), body or b"", self._largest)
        except codings.UnreadableError as error:
            read, body, unjudged = b"", None, str(error)
        found = tuple(check_response(operation, Response(status, headers, read)))
        if head:
            return Judgement(tuple(each for each in found if each.place not in ("body", "content-type")))
        return Judgement(_without_body(found) if body is None else found, unjudged)


def readable(headers: Headers, body: bytes, most: int) -> bytes:
    """A body without its codings, where that can be had."""
    try:
        return codings.decoded(joined(headers, "content-encoding"), body, most)
    except codings.UnreadableError:
        return body


def items(headers: Headers, body: bytes) -> bytes | None:
    """The complete items of a stream that was left before its end; None of what is no stream.

    Source: HTML, 9.2.5: a blank line ends an event; RFC 7464, 2.2.
    """
    kind = joined(headers, "content-type") or ""
    if not streamed(headers):
        return None
    if not kind.lower().startswith("text/event-stream"):
        return body[: body.rfind(b"\n") + 1]
    plain = body.replace(b"\r\n", b"\n")
    end = plain.rfind(b"\n\n")
    return plain[: end + 2] if end >= 0 else b""


def streamed(headers: Headers) -> bool:
    """Whether a body is one item after another, and may never end."""
    return media.is_sequence(joined(headers, "content-type") or "") and joined(headers, "content-encoding") is None


def _plain(request: Request, largest: int) -> Request:
    coding = request.header("content-encoding")
    if coding is None:
        return request
    fields = tuple(each for each in request.headers if each[0].lower() not in ("content-encoding", "content-length"))
    return replace(request, headers=fields, body=codings.decoded(coding, request.body, largest))


def _without_body(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    return tuple(each for each in violations if each.place != "body")


def _unknown(status: int) -> list[Violation]:
    """What is wrong with a request that leads nowhere; an ``OPTIONS`` that the mock answers itself does not."""
    if status < 400:
        return []
    place, told = (
        ("method", "has this path, but not with this method") if status == 405 else ("path", "has no such path")
    )
    return [Violation(place=place, rule="undocumented", message=f"the document {told}", source="/paths")]
