"""A recorded request, held against the old document and the new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from contracts.traffic.reading import Call
from specs import pointers
from specs.credentials import presents
from specs.errors import SpecError
from specs.login import find_login
from specs.messages import Exchange, Request, is_json, read_json
from specs.model import Document, Operation
from specs.redaction import REDACTED, Redactor
from specs.routes import Routes
from specs.validation import Violation, read_request

_SCHEMES = ("Bearer", "Basic", "Digest")


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """What a request means in a document.

    Attributes:
        violations: everything that is wrong with it there.
        base: what its path has before that of the operation.
    """

    operation: Operation
    violations: tuple[Violation, ...]
    base: str


class Reader:
    """Reads requests as one document has them."""

    def __init__(self, document: Document) -> None:
        self.document, self._routes = document, Routes(document)
        self.redactor = Redactor(document, find_login(document))

    def meant(self, request: Request, base: str | None = None) -> Meant | None:
        """What a request means; None where it leads to no operation.

        Args:
            request: as it was recorded.
            base: what its path has before that of the operation, where that is known from elsewhere.
        """
        found = self._routes.find(request.path)
        if found is None and base is not None:
            own = self.document.base_paths[0]
            request = replace(request, path=own + request.path.removeprefix(base))
            found = self._routes.find(request.path)
        for route in found.routes if found else ():
            operation = route.operations.get(request.method)
            if operation is not None and found is not None:
                return Meant(operation, tuple(_wrong(operation, request, found.named(route))), found.base)
        return None

    def shown(self, call: Call, operation: Operation) -> Exchange:
        """A call without its secrets."""
        asked = self.redactor.request(call.exchange.request, operation.key)
        return Exchange(asked, self.redactor.response(call.exchange.response))


def _wrong(operation: Operation, request: Request, values: dict[str, str]) -> Iterator[Violation]:
    try:
        violations = read_request(operation, request, values).violations
    except SpecError:
        return  # a schema that cannot be used judges nothing
    for each in violations:
        if not _hidden(each, request, values):
            yield each
    if not _presents(operation, request):
        message, source = "credentials are demanded", operation.pointer
        yield Violation(place="security", rule="credentials", message=message, source=source)


def _presents(operation: Operation, request: Request) -> bool:
    """Whether there is a credential; of one that was taken out of the recording nobody knows what it was."""
    if presents(operation, request):
        return True
    if REDACTED not in (request.header("authorization") or ""):
        return False
    others = tuple(each for each in request.headers if each[0].lower() != "authorization")
    guesses = (replace(request, headers=(*others, ("Authorization", f"{kind} x"))) for kind in _SCHEMES)
    return any(presents(operation, each) for each in guesses)


def _hidden(violation: Violation, request: Request, values: dict[str, str]) -> bool:
    """Whether the place has what stands for a secret, of which nobody knows whether it was good."""
    if violation.place == "body":
        return _found(request, violation.pointer) == REDACTED
    if violation.place == "header":
        return request.header(violation.name) == REDACTED
    text = values.get(violation.name, "") if violation.place == "path" else request.query
    return "%5Bredacted%5D" in text and violation.place in ("path", "query") and _is_named(violation, text)


def _is_named(violation: Violation, text: str) -> bool:
    return violation.place == "path" or f"{violation.name}=%5Bredacted%5D" in text


def _found(request: Request, pointer: str) -> object:
    if not is_json(request.header("content-type") or ""):
        return None
    try:
        return pointers.find(read_json(request.body), pointer)
    except (ValueError, KeyError):
        return None
