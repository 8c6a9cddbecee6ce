"""The ids that messages tell of things, as far as the document says, and where it does not, as far as they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specs.inference.envelopes import reached
from specs.inference.resources import Resource
from specs.inference.shape import sending, success_shape
from specs.messages import Response, is_json, read_json
from specs.model import Operation


def told_id(resource: Resource, operation: Operation, response: Response) -> str:
    """The id that an answer tells of what was created; empty where it tells none.

    Where the document does not say what is answered, only 201 is believed to be about what was created.
    Source: RFC 9110, 15.3.2.
    """
    body = _read(response)
    shape = success_shape(operation)
    if shape is not None and resource.id_property is not None:
        return identified(resource, shape.place.find(body))
    return next(_guessed(resource, body), "") if response.status == 201 else ""


def sent_id(resource: Resource, operation: Operation, body: Any) -> str:
    """The id that a request's body names; empty where it names none."""
    place = sending(operation, resource.shape).place
    return identified(resource, reached(body, place.path)) or next(_guessed(resource, body), "")


def listed(
    resource: Resource, operation: Operation, response: Response
) -> Iterator[tuple[str, Mapping[str, Any]]] | None:
    """The entries of a list that an answer tells, by id; None where there is no list in it."""
    body = _read(response)
    shape = success_shape(operation)
    entries = shape.place.find(body) if shape is not None else _only_list(body)
    if not isinstance(entries, list):
        return None
    return ((key, entry) for entry in entries if (key := identified(resource, entry)))


def identified(resource: Resource, item: Any) -> str:
    """The id of an item, as it is written in a path; empty where it has none."""
    if not isinstance(item, dict):
        return ""
    names = (resource.id_property,) if resource.id_property else ("id", resource.id_parameter)
    return next((told for name in names if name and (told := _spelled(item.get(name)))), "")


def _guessed(resource: Resource, body: Any) -> Iterator[str]:
    """Ids of what may be the item in a body: the body, or the only thing that is wrapped in it."""
    if isinstance(body, dict):
        yield from filter(None, [identified(resource, body)])
        wrapped = {told for value in body.values() if (told := identified(resource, value))}
        if len(wrapped) == 1:
            yield from wrapped


def _only_list(body: Any) -> Any:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else None
    return body


def _read(response: Response) -> Any:
    if not is_json(response.header("content-type") or ""):
        return None
    try:
        return read_json(response.body)
    except ValueError:
        return None


def _spelled(value: Any) -> str:
    return "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value)
