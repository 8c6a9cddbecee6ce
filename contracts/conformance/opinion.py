"""A second opinion: what our own reading of the document says of an exchange that a check found fault with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from specs import paths, pointers
from specs.messages import Exchange
from specs.model import Operation
from specs.validation import Violation, check_response, read_request


@dataclass(frozen=True, slots=True)
class Opinion:
    """What our own reading says.

    Attributes:
        agrees: whether it sees the fault, too; None where it has no way to tell.
        violation: what it sees, if anything.
    """

    agrees: bool | None = None
    violation: Violation | None = None


def opinion(code: str, facts: Mapping[str, Any], operation: Operation, exchange: Exchange, base_url: str) -> Opinion:
    """Judge one failure again, by other code than the engine's.

    Args:
        code: the engine's failure code.
        facts: what the engine knows of the failure.
        operation: the operation the exchange was meant for.
        exchange: the exchange.
        base_url: where the document's paths start.
    """
    if code in ("ST201", "ST202"):
        return _of_request(code, operation, exchange, base_url)
    if code in _RESPONSE_PLACES:
        places = _RESPONSE_PLACES[code]
        seen = [each for each in check_response(operation, exchange.response) if each.place in places]
        return Opinion(bool(seen), _closest(seen, facts))
    return Opinion()


_RESPONSE_PLACES = {
    "ST103": ("status",),
    "ST105": ("content-type",),
    "ST107": ("header",),
    "ST108": ("body", "header"),
    "ST109": ("body",),
}


def _of_request(code: str, operation: Operation, exchange: Exchange, base_url: str) -> Opinion:
    path = exchange.request.path.removeprefix(urlsplit(base_url).path)
    values = paths.match(operation.path, path)
    if values is None or exchange.request.method != operation.method:
        return Opinion()  # it went somewhere else, so the operation says nothing of it
    violations = read_request(operation, exchange.request, values).violations
    first = violations[0] if violations else None
    return Opinion((first is not None) is (code == "ST201"), first)


def _closest(seen: list[Violation], facts: Mapping[str, Any]) -> Violation | None:
    """The violation that the engine speaks of, as far as that can be told."""
    path = facts.get("instance_path") or ()
    keyword = (facts.get("schema_path") or [""])[-1]
    pointer = pointers.join("", *path) if path else ""
    wishes: tuple[Callable[[Violation], bool], ...] = (
        lambda each: each.pointer == pointer and each.rule == keyword,
        lambda each: each.pointer == pointer,
        lambda each: bool(each.rule),
    )
    return next((each for wish in wishes for each in seen if wish(each)), None)
