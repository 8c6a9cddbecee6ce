"""What a schema says of the body of an answer, keyword by keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mockserver.mutants.breaking import broken, nodes
from mockserver.mutants.places import entries
from mockserver.mutants.trial import Broken, Trial, answering, written
from mockserver.mutants.values import Family, Kind, Place
from mockserver.mutants.wrong import KEYWORDS, breakable
from specs.messages import Response, best_match, is_json
from specs.model import Document, MediaType
from specs.schemas import Direction
from specs.validators import Validator, validator

_SAYS = {
    "required": "A required member is missing.",
    "type": "A value is of another type.",
    "null": "A value is null that may not be.",
    "enum": "A value is none of those that are listed.",
    "const": "A value is not the one that it has to be.",
    "format": "A text is not of its format.",
    "min-length": "A text is too short.",
    "max-length": "A text is too long.",
    "pattern": "A text does not match its pattern.",
    "minimum": "A number is below its minimum.",
    "maximum": "A number is above its maximum.",
    "exclusive-minimum": "A number is at a minimum that is excluded.",
    "exclusive-maximum": "A number is at a maximum that is excluded.",
    "multiple-of": "A number is no multiple of its step.",
    "min-items": "A list is too short.",
    "max-items": "A list is too long.",
    "unique-items": "A list has an item twice.",
    "additional-property": "An object has a member that it must not have.",
    "min-properties": "An object has too few members.",
    "max-properties": "An object has too many members.",
    "any-of": "A value fits none of the branches.",
    "one-of": "A value fits none of the branches, or several.",
}


def _places(name: str, document: Document) -> Iterator[Place]:
    for operation, entry, status in entries(document):
        for media in entry.content:
            if media.schema is None or not is_json(media.name) or operation.method == "HEAD":
                continue
            for at, node in nodes(validator(media.schema, Direction.RESPONSE).schema):
                if breakable(name, node):
                    yield Place(operation=operation.key, status=status, pointer=media.pointer, at=at)


def _bent(bend: Callable[[Validator, Trial, Any], Any | None], trial: Trial) -> Response | None:
    media = _media(trial)
    if media is None or media.schema is None or media.pointer != trial.place.pointer:
        return None
    value = trial.json
    made = None if value is None else bend(validator(media.schema, Direction.RESPONSE), trial, value)
    return None if made is None else written(trial.response, made[0])


def _media(trial: Trial) -> MediaType | None:
    """What documents the body of the right answer."""
    entry = trial.operation.response_for(trial.response.status)
    declared = trial.response.header("content-type")
    if entry is None or declared is None:
        return None
    name = best_match((each.name for each in entry.content), declared)
    return next((each for each in entry.content if each.name == name), None)


def _broken(name: str, compiled: Validator, trial: Trial, value: Any) -> tuple[Any] | None:
    return broken(name, compiled, trial.place.at, value)


def _hidden_places(document: Document) -> Iterator[Place]:
    for operation, entry, status in entries(document):
        for media in entry.content:
            if media.schema is None or not is_json(media.name):
                continue
            for at, node in nodes(validator(media.schema, Direction.RESPONSE).schema):
                for name in _write_only(node):
                    yield Place(operation=operation.key, status=status, pointer=media.pointer, at=at, name=name)


def _write_only(node: dict[str, Any]) -> Iterator[str]:
    for name, each in node.get("properties", {}).items():
        if isinstance(each, dict) and each.get("writeOnly") is True:
            yield name


def _shown(compiled: Validator, trial: Trial, value: Any) -> tuple[Any] | None:
    return broken("write-only", compiled, trial.place.at, value, (trial.place.name,))


def _kind(name: str) -> Kind:
    effect: Callable[[Trial], Broken | None] = answering(partial(_bent, partial(_broken, name)))
    return Kind(
        name=f"body-{name}", family=Family.BODIES, says=_SAYS[name], places=partial(_places, name), effect=effect
    )


KINDS = (
    *(_kind(name) for name in KEYWORDS),
    Kind(
        name="body-write-only",
        family=Family.BODIES,
        says="An answer has a member that is only ever sent by clients.",
        places=_hidden_places,
        effect=answering(partial(_bent, _shown)),
    ),
)
