"""A second opinion on the pairs: values, tried on validators that know the dialects by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker
from truth_places import PLACES, Raw


def accepts(document: Raw, place: str, value: Any) -> bool:
    """Whether a document takes a value at a place, as JSON or, where it is sent so, as text."""
    schema = {"allOf": [schema_at(document, place)]} | {
        home: document[home] for home in ("components", "definitions") if home in document
    }
    if document.get("openapi", "").startswith("3.1"):
        validator = OAS31Validator(schema, format_checker=oas31_format_checker)
    else:
        validator = OAS30Validator(schema, format_checker=oas30_format_checker)
    name = PLACES[place].property
    read = _readings(value) if PLACES[place].text else [value]
    return any(validator.is_valid({name: each} if name else each) for each in read)


def schema_at(document: Raw, place: str) -> Any:
    """The schema at a place of the document's only operation."""
    (item,) = document["paths"].values()
    (operation,) = (said for method, said in item.items() if method != "parameters")
    steps = PLACES[place].steps
    if steps[0] == "..":
        operation, steps = item, steps[1:]
    return _below(document, operation, _steps_20(operation, steps) if "swagger" in document else steps)


def _steps_20(operation: Raw, steps: tuple[str | int, ...]) -> tuple[str | int, ...]:
    if steps[0] == "requestBody":
        where = next(index for index, each in enumerate(operation["parameters"]) if each["in"] == "body")
        return ("parameters", where, "schema")
    if "content" in steps:
        return (*steps[:2], "schema")
    return tuple(step for step in steps if step != "schema")


def _below(document: Raw, value: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        value = _unwrapped(document, value)[step]
    return value


def _unwrapped(document: Raw, value: Any) -> Any:
    """What a part refers to."""
    while isinstance(value, dict) and "$ref" in value:
        target: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


def _readings(value: Any) -> Iterator[Any]:
    """What a text may be read as."""
    text = value if isinstance(value, str) else json.dumps(value)
    yield text
    if text in ("true", "false"):
        yield text == "true"
    for read in (int, float):
        try:
            yield read(text)
        except ValueError:
            continue
        return
