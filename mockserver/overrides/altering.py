"""What an override changes of the answer that the mock gives itself: parts of its body, and fields that are not sent.

A change that cannot be made, or that would break the document, is left out; the journal has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from mockserver.state.json_patch import PatchError, patched
from specs.messages import Headers, Response, is_json, read_json, write_json
from specs.validation import check_response

if TYPE_CHECKING:
    from mockserver.turn import Turn

Operation = Mapping[str, Any]
"""One of a JSON Patch. Source: RFC 6902."""


class Alteration(NamedTuple):
    """What is changed of one response.

    Attributes:
        patch: of its body.
        without: names of header fields.
        fields: header fields that take the place of those of their names.
        status: of the response that is meant; None for every success.
    """

    patch: tuple[Operation, ...]
    without: tuple[str, ...]
    fields: Headers
    status: int | None

    def meant(self, status: int) -> bool:
        """Whether a response of a status is changed."""
        return status < 300 if self.status is None else status == self.status


def altered(turn: Turn, response: Response) -> Response:
    """A response with the changes that a turn has for it, as far as they can be made."""
    turn.alone = False
    left_out: list[str] = []
    for each in turn.alterations:
        if each.meant(response.status):
            response = _without(turn, response, each.without, left_out)
            response = _patched(turn, response, each.patch, left_out)
            response = _replaced(turn, response, each.fields, left_out)
        else:
            left_out.append(f"the answer is {response.status}")
    if left_out:
        turn.notes["unaltered"] = left_out
    return response


def _without(turn: Turn, response: Response, names: Iterable[str], left_out: list[str]) -> Response:
    demanded = {each.name.lower() for each in turn.entry.headers if each.required} if turn.entry else set()
    for name in names:
        if response.header(name) is None:
            left_out.append(f"{name} is not there")
        elif name.lower() in demanded and not turn.on_purpose:
            left_out.append(f"{name} is required")
        else:
            kept = tuple(each for each in response.headers if each[0].lower() != name.lower())
            response = replace(response, headers=kept)
    return response


def _replaced(turn: Turn, response: Response, fields: Headers, left_out: list[str]) -> Response:
    for name, text in fields:
        kept = tuple(each for each in response.headers if each[0].lower() != name.lower())
        made = replace(response, headers=(*kept, (name, text)))
        violations = [] if turn.on_purpose or turn.entry is None else check_response(turn.operation, made)
        left_out += [f"{name}: {'; '.join(map(str, violations))}"] if violations else []
        response = response if violations else made
    return response


def _patched(turn: Turn, response: Response, patch: tuple[Operation, ...], left_out: list[str]) -> Response:
    """The response with as many of the operations as can be done: all together, else one by one."""
    if not patch:
        return response
    if not is_json(response.header("content-type") or ""):
        left_out.append("the body is not JSON")
        return response
    whole, told = _done(turn, response, patch)
    if not told:
        return whole
    for each in patch:
        response, told = _done(turn, response, (each,))
        if told:
            left_out.append(f"{each['path']}: {told}")
    return response


def _done(turn: Turn, response: Response, patch: tuple[Operation, ...]) -> tuple[Response, str]:
    """The response with operations done, and why it is as it was, where they cannot be."""
    try:
        made = replace(response, body=write_json(patched(read_json(response.body), list(patch))))
    except (PatchError, ValueError) as error:
        return response, str(error)
    violations = [] if turn.on_purpose or turn.entry is None else check_response(turn.operation, made)
    return (response, "; ".join(map(str, violations))) if violations else (made, "")
