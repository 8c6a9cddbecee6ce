"""Checks of operations: whether they can be told apart, mocked and tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from specs import paths, pointers, shapes
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.messages import is_json
from specs.model import Location, Operation, Response
from specs.schemas import Direction, Schema

_STATUS = re.compile(r"[1-5](\d\d|XX)", re.IGNORECASE)
_IDENTIFIES = re.compile(r"(^|_|-)(id|ids|uuid|guid|key|name|slug|code|number|sid|href|url|uri|self)$", re.IGNORECASE)
_REFUSALS = frozenset("400 401 403 404 405 406 409 415 422 428 429 4XX default".split())
"""What tells a client that its request cannot be taken; the others of 4xx tell something else."""
_PLAIN_REFUSALS = frozenset("400 403 405 406 409 422 4XX default".split())
"""What a mock refuses a wrong request with before it says 404 (docs/adr/0005)."""
_TELLS = frozenset({"title", "description", "default", "examples", "deprecated", "$comment"})
"""Keywords that no value can break."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def duplicate_operation_ids(subject: Subject) -> Iterator[Found]:
    """Operations with the ``operationId`` of another. Source: OAS 3.0.3, Operation Object."""
    first: dict[str, str] = {}
    taken = {operation.id for operation in subject.operations}
    for operation in subject.operations:
        if operation.id is None or first.setdefault(operation.id, operation.key) == operation.key:
            continue
        number = next(count for count in range(2, len(taken) + 3) if f"{operation.id}_{count}" not in taken)
        name = f"{operation.id}_{number}"
        taken.add(name)
        told = f"operationId {operation.id!r} is that of {first[operation.id]}, too"
        pointer = pointers.join(operation.pointer, "operationId")
        yield Found(pointer, told, mends=(Mend(operation.pointer, {"operationId": name}),))


def no_response(subject: Subject) -> Iterator[Found]:
    """Operations that document no response at all, so that nothing can be answered or tested."""
    for operation in subject.operations:
        if not operation.responses:
            told = f"{operation.key} documents no responses, so that nothing can be answered"
            described = {"responses": {"default": {"description": ""}}}
            home = pointers.join(operation.pointer, "responses")
            place = home if subject.at(home) is not None else operation.pointer
            yield Found(place, told, mends=(Mend(operation.pointer, described),))


def no_final_answer(subject: Subject) -> Iterator[Found]:
    """Operations that document nothing but 1xx: after it comes another answer, or (101) another protocol.

    Source: RFC 9110, 15.2.
    """
    for operation in subject.operations:
        if operation.responses and all(response.status[:1] == "1" for response in operation.responses):
            yield Found(
                operation.pointer,
                f"{operation.key} documents no final answer: after 1xx comes another one, or another protocol",
            )


def failures_only(subject: Subject) -> Iterator[Found]:
    """Operations that document failures and no success: a mock can only fail; 1xx is no answer."""
    for operation in subject.operations:
        classes = {response.status[:1] for response in operation.responses}
        if classes <= set("145") and classes & set("45"):
            yield Found(operation.pointer, f"{operation.key} documents failures only")


def missing_refusal(subject: Subject) -> Iterator[Found]:
    """Operations whose input may be wrong that document no answer for that: a refusal is undocumented, too."""
    for operation in subject.document.operations:
        documented = {response.status for response in operation.responses}
        if operation.successes and documented.isdisjoint(_REFUSALS) and _may_be_wrong(operation):
            told = f"{operation.key} does not document what it answers to what it cannot take"
            described = {"responses": {"400": {"description": "The request is not what this document says."}}}
            yield Found(operation.pointer, told, mends=(Mend(operation.pointer, described),))


def refused_as_not_found(subject: Subject) -> Iterator[Found]:
    """Operations whose input may be wrong that refuse with 404 alone, as if something were missing."""
    for operation in subject.document.operations:
        documented = {response.status for response in operation.responses}
        if "404" in documented and documented.isdisjoint(_PLAIN_REFUSALS) and _may_be_wrong(operation):
            told = f"{operation.key} documents 404 alone for what it cannot take, as if the thing were missing"
            described = {"responses": {"400": {"description": "The request is not what this document says."}}}
            yield Found(operation.pointer, told, mends=(Mend(operation.pointer, described),))


def missing_unauthorized(subject: Subject) -> Iterator[Found]:
    """Operations that demand credentials and do not document what is said without. Source: RFC 9110, 15.5.2."""
    for operation in subject.document.operations:
        if operation.security and not operation.anonymous and operation.responses and not _says_unauthorized(operation):
            told = f"{operation.key} does not document what it answers without good credentials"
            described = {"responses": {"401": {"description": "The credentials are missing or not good."}}}
            yield Found(operation.pointer, told, mends=(Mend(operation.pointer, described),))


def no_usable_response(subject: Subject) -> Iterator[Found]:
    """Operations whose every success has a body that no value satisfies: a mock cannot answer them."""
    for operation in subject.document.operations:
        successes = operation.successes
        if successes and all(_impossible(subject, response) for response in successes):
            told = f"{operation.key} cannot be answered: no value satisfies the body of its success"
            yield Found(operation.pointer, told)


def unusual_statuses(subject: Subject) -> Iterator[Found]:
    """Keys of ``responses`` that are no status, no range and not ``default``."""
    for operation in subject.operations:
        for status, _ in subject.entries(operation.pointer, "responses"):
            if status != "default" and not _STATUS.fullmatch(status):
                told = f"{status!r} is no status: it stands for no response"
                yield Found(pointers.join(operation.pointer, "responses", status), told)


def created_without_id(subject: Subject) -> Iterator[Found]:
    """A POST that creates and answers with an object in which nothing identifies what was created."""
    templates = {operation.path for operation in subject.document.operations}
    for operation in subject.document.operations:
        names = {path.rpartition("/{")[2].rstrip("}") for path in templates if _is_item_of(path, operation.path)}
        for response in operation.successes if operation.method == "POST" and names else ():
            if _answers_anonymously(response, names):
                told = f"{operation.key} creates, and nothing in its {response.status} says which one was created"
                yield Found(response.pointer, told)


def missing_not_found(subject: Subject) -> Iterator[Found]:
    """Operations on or below an item that do not document what is said when there is no such item.

    Below one it is counted only where the item can be deleted, so that it can be missing.
    """
    gone = {operation.path for operation in subject.document.operations if operation.method == "DELETE"}
    for operation in subject.document.operations:
        on_item = operation.path.rstrip("/").endswith("}") and paths.names(operation.path)
        missing = on_item or any(above in gone for above in _items_above(operation.path))
        if missing and operation.successes and not operation.response_for(404):
            told = f"{operation.key} does not document what it answers when there is no such item"
            described = {"responses": {"404": {"description": "There is no such item."}}}
            yield Found(operation.pointer, told, mends=(Mend(operation.pointer, described),))


def empty_id(subject: Subject) -> Iterator[Found]:
    """Items that a client may give an empty name, though their path has the name in it: nothing leads to them then.

    Source: OAS 3.0.3, Path Templating.
    """
    templates = {operation.path for operation in subject.document.operations}
    for operation in subject.document.operations:
        items = [path for path in templates if _is_item_of(path, operation.path)] if operation.method == "POST" else []
        for media in operation.body.content if items and operation.body else ():
            if media.schema is None or not is_json(media.name):
                continue
            root = media.schema.json_schema(Direction.REQUEST)
            declared = shapes.properties(root, root)
            for item in items:
                name = item.rpartition("/{")[2].rstrip("}")
                if _may_be_empty(declared.get(name)):
                    told = f"{operation.key} takes an empty {name}, and no path leads to what is called so"
                    yield Found(pointers.join("/paths", item), told)


def _may_be_empty(schema: Any) -> bool:
    free = isinstance(schema, dict) and schema.get("type") == "string"
    return free and not schema.keys() & {"minLength", "pattern", "format", "enum", "const"}


def _items_above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        if path.endswith("}"):
            yield path


def _may_be_wrong(operation: Operation) -> bool:
    """Whether there are requests to an operation's path that break its description."""
    if operation.body is not None:
        return True
    return any(
        (each.required and each.location is not Location.PATH) or each.content or _constrains(each.schema)
        for each in operation.parameters
    )


def _constrains(schema: Schema | None) -> bool:
    whole = schema.json_schema(Direction.REQUEST) if schema else {}
    return not all(keyword in _TELLS or (keyword, value) == ("type", "string") for keyword, value in whole.items())


def _says_unauthorized(operation: Operation) -> bool:
    """Whether 401 is documented, or 403 where the credentials are keys, which no header field asks for."""
    schemes = [each.scheme for alternative in operation.security for each in alternative]
    keys = all(scheme.kind == "apiKey" and not scheme.bearer for scheme in schemes)
    return any(operation.response_for(status) for status in ((401, 403) if keys else (401,)))


def _impossible(subject: Subject, response: Response) -> bool:
    return bool(response.content) and all(
        media.schema is not None and (media.schema.pointer, Direction.RESPONSE) in subject.impossible
        for media in response.content
    )


def _is_item_of(path: str, collection: str) -> bool:
    head, _, last = path.rstrip("/").rpartition("/")
    return head == collection.rstrip("/") and last.startswith("{") and last.endswith("}")


def _answers_anonymously(response: Response, names: set[str]) -> bool:
    if any(header.name.lower() == "location" for header in response.headers):
        return False
    bodies = [media.schema for media in response.content if media.schema and is_json(media.name)]
    for schema in bodies:
        root = schema.json_schema(Direction.RESPONSE)
        declared = shapes.properties(root, root)
        inner = [name for value in declared.values() for name in shapes.properties(value, root)]
        every = {*declared, *inner}
        if not declared or every & names or any(_IDENTIFIES.search(_CAMEL.sub("_", name)) for name in every):
            return False
    return bool(bodies)


CHECKS = (
    Check("duplicate-operation-id", Severity.ERROR, duplicate_operation_ids, "give each operation its own"),
    Check("no-response", Severity.ERROR, no_response, "add at least one entry to its responses"),
    Check("no-final-answer", Severity.WARNING, no_final_answer, "add the response that comes in the end"),
    Check("failures-only", Severity.WARNING, failures_only, "add the response of a success"),
    Check("refusal-undocumented", Severity.WARNING, missing_refusal, "document 400, or default"),
    Check("refusal-as-not-found", Severity.WARNING, refused_as_not_found, "document 400, or default"),
    Check("unauthorized-undocumented", Severity.WARNING, missing_unauthorized, "document 401"),
    Check("no-usable-response", Severity.ERROR, no_usable_response, "loosen the constraints of its body"),
    Check("status-invalid", Severity.ERROR, unusual_statuses, "write a status such as 200, a range 2XX, or default"),
    Check("created-without-id", Severity.WARNING, created_without_id, "add an id to the body, or a Location header"),
    Check("not-found-undocumented", Severity.WARNING, missing_not_found, "document 404"),
    Check("empty-id", Severity.WARNING, empty_id, "give it a minLength of 1"),
)
