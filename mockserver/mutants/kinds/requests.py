"""What is accepted of clients that should be refused, keyword by keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mockserver.mutants.breaking import is_broken, nodes
from mockserver.mutants.places import where
from mockserver.mutants.trial import Broken, Trial
from mockserver.mutants.values import Family, Kind, Place
from mockserver.mutants.wrong import KEYWORDS, breakable
from specs.messages import is_json, matches, read_json
from specs.model import Document, Location, Operation, Parameter
from specs.schemas import Direction
from specs.validation import Reading, Violation, read_request
from specs.validators import ASSERTED_FORMATS, validator

_SAYS = {
    "required": "A body is taken that lacks a required member.",
    "type": "A body is taken in which a value is of another type.",
    "null": "A body is taken in which something is null.",
    "enum": "A body is taken in which a value is none of those listed.",
    "const": "A body is taken in which a value is not the one that it has to be.",
    "format": "A body is taken in which a text is not of its format.",
    "min-length": "A body is taken in which a text is too short.",
    "max-length": "A body is taken in which a text is too long.",
    "pattern": "A body is taken in which a text does not match its pattern.",
    "minimum": "A body is taken in which a number is below its minimum.",
    "maximum": "A body is taken in which a number is above its maximum.",
    "exclusive-minimum": "A body is taken in which a number is at an excluded minimum.",
    "exclusive-maximum": "A body is taken in which a number is at an excluded maximum.",
    "multiple-of": "A body is taken in which a number is no multiple of its step.",
    "min-items": "A body is taken in which a list is too short.",
    "max-items": "A body is taken in which a list is too long.",
    "unique-items": "A body is taken in which a list has an item twice.",
    "additional-property": "A body is taken that has a member it must not have.",
    "min-properties": "A body is taken in which an object has too few members.",
    "max-properties": "A body is taken in which an object has too many members.",
    "any-of": "A body is taken in which a value fits none of the branches.",
    "one-of": "A body is taken in which a value fits none of the branches, or several.",
}


def _places(name: str, document: Document) -> Iterator[Place]:
    for operation in document.operations:
        for media in operation.body.content if operation.body else ():
            if media.schema is None or not is_json(media.name):
                continue
            for at, node in nodes(validator(media.schema, Direction.REQUEST).schema):
                if breakable(name, node):
                    yield Place(operation=operation.key, pointer=media.pointer, at=at)


def _reading(trial: Trial) -> Reading:
    return read_request(trial.operation, trial.request, trial.match.values)


def _taken(trial: Trial) -> Broken | None:
    """What a server answers that does not look."""
    if trial.response.status < 400:
        return None
    made = trial.careless()
    return Broken(made) if made.status < 400 else None


def _body(name: str, trial: Trial) -> Broken | None:
    violations = _reading(trial).violations if trial.plain else ()
    if not violations or any(each.place != "body" for each in violations):
        return None
    declared = trial.request.header("content-type") or ""
    for media in trial.operation.body.content if trial.operation.body else ():
        if media.pointer != trial.place.pointer or media.schema is None or not matches(media.name, declared):
            continue
        try:
            value = read_json(trial.request.body)
        except ValueError:
            return None
        compiled = validator(media.schema, Direction.REQUEST)
        return _taken(trial) if is_broken(name, compiled, trial.place.at, value) else None
    return None


def _violated(wrong: Callable[[Place, Violation], bool], trial: Trial) -> Broken | None:
    """Takes what breaks nothing but one thing."""
    violations = _reading(trial).violations if trial.plain else ()
    if not violations or not all(wrong(trial.place, each) for each in violations):
        return None
    return _taken(trial)


def _parameters(wanted: Callable[[Parameter], bool], document: Document) -> Iterator[Place]:
    for operation in document.operations:
        for each in operation.parameters:
            if each.location is not Location.PATH and wanted(each):
                yield Place(operation=operation.key, pointer=each.pointer, name=each.name)


def _says(*keywords: str) -> Callable[[Parameter], bool]:
    def said(parameter: Parameter) -> bool:
        schema = parameter.schema
        return schema is not None and any(each in schema.json_schema(Direction.REQUEST) for each in keywords)

    return said


def _formed(parameter: Parameter) -> bool:
    """Whether a parameter is a text of some length or form."""
    schema = parameter.schema.json_schema(Direction.REQUEST) if parameter.schema else {}
    return any(each in schema for each in _TEXT[:3]) or schema.get("format") in ASSERTED_FORMATS


def _of(rules: frozenset[str], place: Place, violation: Violation) -> bool:
    return violation.name == place.name and violation.rule in rules


def _parameter(name: str, says: str, wanted: Callable[[Parameter], bool], *rules: str) -> Kind:
    return Kind(
        name=f"accepted-parameter-{name}",
        family=Family.REQUESTS,
        says=says,
        places=partial(_parameters, wanted),
        effect=partial(_violated, partial(_of, frozenset(rules))),
    )


def _whole(name: str, says: str, wanted: Callable[[Operation], bool], place: str, rule: str) -> Kind:
    return Kind(
        name=f"accepted-{name}",
        family=Family.REQUESTS,
        says=says,
        places=where(wanted),
        effect=partial(_violated, lambda _, violation: (violation.place, violation.rule) == (place, rule)),
    )


def _demands(operation: Operation) -> bool:
    return operation.body is not None and operation.body.required


def _takes_json(operation: Operation) -> bool:
    return operation.body is not None and any(is_json(each.name) for each in operation.body.content)


_RANGE = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TEXT = ("minLength", "maxLength", "pattern", "format")
KINDS = (
    *(
        Kind(
            name=f"accepted-body-{name}",
            family=Family.REQUESTS,
            says=_SAYS[name],
            places=partial(_places, name),
            effect=partial(_body, name),
        )
        for name in KEYWORDS
    ),
    _parameter("missing", "A required parameter may be left out.", lambda each: each.required, "missing"),
    _parameter("type", "A parameter may be of another type.", _says("type"), "type"),
    _parameter("enum", "A parameter may be none of its values.", _says("enum", "const"), "enum", "const"),
    _parameter("range", "A parameter may be out of its range.", _says(*_RANGE), *_RANGE),
    _parameter("text", "A parameter may be too short or long, or of another form.", _formed, *_TEXT),
    _whole("body-missing", "A required body may be left out.", _demands, "body", "missing"),
    _whole("body-malformed", "A body may be no JSON.", _takes_json, "body", "unreadable"),
    _whole(
        "media-type", "A body may be of another media type, where 415 is due.", _demands, "content-type", "undocumented"
    ),
)
