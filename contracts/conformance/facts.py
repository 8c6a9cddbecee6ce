"""What is known of a failure, by the names that the texts of checks have for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.conformance.events import Failure
from contracts.conformance.opinion import Opinion


def facts_of(failure: Failure) -> dict[str, Any]:
    """A failure's facts, with those that its exchange tells."""
    facts = {"operation": failure.operation, "title": failure.title, **failure.facts}
    if failure.exchange is not None:
        facts["status"] = failure.exchange.response.status
        facts.setdefault("status_code", failure.exchange.response.status)
    facts["schema_path"] = "/".join(_steps(facts.get("schema_path") or ()))
    facts["failure_reason"] = str(facts.get("failure_reason", "")).replace("_", " ")
    return facts


def _steps(path: Sequence[Any]) -> Iterator[str]:
    """The steps to a keyword that say what is meant and stay the same when schemas are moved, parted or reordered."""
    previous = ""
    for step in map(str, path):
        if step not in ("$ref", "allOf") and previous != "allOf":
            yield step
        previous = step


def engine_words(failure: Failure) -> str:
    """What the engine says is wrong, without the value that is."""
    path = failure.facts.get("instance_path") or ()
    keyword = (failure.facts.get("schema_path") or ("",))[-1]
    return f"/{'/'.join(map(str, path))} breaks {keyword!r}" if keyword else "see the exchange"


def doubt(code: str, second: Opinion) -> str:
    """What our own reading has against a failure; nothing where it agrees, or cannot tell."""
    if second.agrees is not False:
        return ""
    if code == "ST202":
        return f"; our own reading finds it forbidden, though: {second.violation}"
    return "; our own reading of the document finds nothing wrong with it, though"
