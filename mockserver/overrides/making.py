"""The response that an override has for a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.errors import TemplateError
from mockserver.overrides.templates import Template
from mockserver.overrides.values import Override, Reply
from mockserver.response import bodies, negotiation, problems
from mockserver.response.choosing import status_of, success
from mockserver.response.generation import Generation
from mockserver.response.headers import Fields
from mockserver.response.problems import Refusal
from mockserver.serving.wire import SPEAKABLE
from mockserver.turn import Turn
from specs.decoding import ABSENT
from specs.messages import WITHOUT_CONTENT, Headers, Response
from specs.model import MediaType
from specs.validation import Violation, check_response


class Maker:
    """Makes responses.

    Args:
        fields: makes the header fields that an override does not speak of.
        generation: makes the bodies that it does not speak of.
    """

    def __init__(self, fields: Fields, generation: Generation) -> None:
        self._fields, self._generation = fields, generation

    def response(self, turn: Turn, override: Override, reply: Reply, facts: Mapping[str, Any]) -> Response | Refusal:
        """The response; a refusal where it would break the document, and is not meant to.

        Raises:
            Unanswerable: the document leaves no valid response of the status.
        """
        self.aim(turn, reply)
        turn.on_purpose = override.allow_invalid
        try:
            turn.fields = (*turn.fields, *rendered(reply.headers, facts))
            if reply.body is ABSENT and reply.template is None:
                return self._of_document(turn)
            response = self._own(turn, reply, facts)
        except TemplateError as error:
            return broken(override, str(error))
        violations = () if override.allow_invalid else tuple(check_response(turn.operation, response))
        return broken(override, "; ".join(map(str, violations)), violations) if violations else response

    def aim(self, turn: Turn, reply: Reply) -> None:
        """Note the documented response that a reply is one of, and its representation."""
        if reply.status is None:
            turn.entry = success(turn.operation)
            turn.status = status_of(turn.entry)
        else:
            turn.status, turn.entry = reply.status, turn.operation.response_for(reply.status)
        turn.offers = turn.entry.content if turn.entry else ()
        if reply.media_type:
            turn.media = representation(turn, reply.media_type)
        else:
            accept = turn.request.header("accept")
            turn.media = negotiation.choose(turn.offers, accept) or negotiation.choose(turn.offers, None)

    def _of_document(self, turn: Turn) -> Response:
        if turn.entry is not None:
            return self._generation.answer(turn)
        if turn.status < 400:
            return Response(turn.status)
        return problems.response(turn.status, Refusal(statuses=(turn.status,), detail=_title(turn.status)))

    def _own(self, turn: Turn, reply: Reply, facts: Mapping[str, Any]) -> Response:
        media_type = turn.media.name if turn.media else ""
        value = reply.body if reply.template is None else reply.template.render(facts, media_type)
        if turn.media is None and turn.status not in WITHOUT_CONTENT:
            kind = "text/plain; charset=utf-8" if isinstance(value, str) else "application/json"
            turn.media = representation(turn, kind)
        body = written(turn.media, reply, value) if turn.media else b""
        headers = self._fields.of(turn, {}, turn.seed)
        own = {name.lower() for name, _ in turn.fields}
        kept = (each for each in headers if each[0].lower() not in own)
        return Response(turn.status, (*kept, *turn.fields), body)


def written(media: MediaType, reply: Reply, value: Any) -> bytes:
    """A body; the text that a template was written as is one already."""
    if reply.template is not None and isinstance(value, str):
        return value.encode()
    if isinstance(value, str) and not bodies.structured(media):
        return value.encode()
    return bodies.write(media, value)


def representation(turn: Turn, media_type: str) -> MediaType:
    """The document's representation of a media type, under this name; one of any content where it has none."""
    known = negotiation.choose(turn.offers, media_type) if turn.offers else None
    return replace(known, name=media_type) if known else MediaType(name=media_type, pointer="", schema=None)


def rendered(headers: Mapping[str, Template], facts: Mapping[str, Any]) -> Headers:
    """An override's own header fields.

    Raises:
        TemplateError: one cannot be sent.
    """
    made = tuple((name, str(template.render(facts))) for name, template in headers.items())
    for name, text in made:
        if not SPEAKABLE.fullmatch(text):
            raise TemplateError(f"the field {name} would have characters that no field may have")
    return made


def broken(override: Override, told: str, violations: tuple[Violation, ...] = ()) -> Refusal:
    """What to say where an override cannot answer."""
    detail = f"The override {override.name} at {override.place('')} has no valid response: {told}"
    return Refusal(statuses=(500,), kind="invalid-override", detail=detail, violations=violations)


def _title(status: int) -> str:
    return f"{problems.title(status)}."
