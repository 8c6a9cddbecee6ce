"""Entity tags, conditions, and requests that are sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mockserver.mutants.places import where
from mockserver.mutants.trial import Broken, Trial, answering, with_field, without
from mockserver.mutants.values import Family, Kind
from specs.messages import Request, Response
from specs.model import Location, Operation


def _tagged(operation: Operation) -> bool:
    """Whether the answers of an operation that reads may have a tag."""
    fields = {each.name.lower() for entry in operation.responses for each in entry.headers}
    return operation.method == "GET" and ("etag" in fields or _has(operation, "304"))


def _has(operation: Operation, *statuses: str) -> bool:
    return any(each.status in statuses for each in operation.responses)


def _changing(operation: Operation) -> bool:
    return operation.method in ("PUT", "PATCH", "DELETE") and _has(operation, "412", "428")


def _keyed(operation: Operation) -> bool:
    return any("idempotency" in each.name.lower() for each in operation.parameters_in(Location.HEADER))


def _lacking(request: Request, *names: str) -> Request:
    return replace(request, headers=tuple(each for each in request.headers if each[0].lower() not in names))


def _sent_again(trial: Trial) -> Response | None:
    """304 is never said."""
    if trial.response.status != 304:
        return None
    return trial.other(_lacking(trial.request, "if-none-match", "if-modified-since"))


def _unchanged_always(trial: Trial) -> Response | None:
    """Whoever has any tag has the right one."""
    if trial.request.header("if-none-match") is None or trial.response.status >= 300:
        return None
    return replace(without(trial.response, "content-type", "content-length"), status=304, body=b"")


def _carried_out(status: int) -> Callable[[Trial], Response | None]:
    """What is refused with a status because of a condition is done as if that were met."""

    def done(trial: Trial) -> Response | None:
        if trial.response.status != status:
            return None
        bare = _lacking(trial.request, "if-match", "if-unmodified-since")
        made = trial.other(replace(bare, headers=(*bare.headers, ("if-match", "*"))))
        return made if made.status < 300 else None

    return done


def _constant(trial: Trial) -> Response | None:
    """The tag of a thing is always the same."""
    told = trial.response.header("etag")
    if told is None or trial.response.status >= 300:
        return None
    before: str = trial.memory.kept.setdefault(trial.address, told)
    return with_field(trial.response, "ETag", before) if before != told else None


def _restless(trial: Trial) -> Response | None:
    """The tag of a thing is another each time."""
    if trial.response.header("etag") is None:
        return None
    number = trial.memory.kept["number"] = trial.memory.kept.get("number", 0) + 1
    return with_field(trial.response, "ETag", f'"{number:032x}"')


def _unquoted(trial: Trial) -> Response | None:
    told = trial.response.header("etag")
    return with_field(trial.response, "ETag", told.replace('"', "")) if told else None


def _untagged(trial: Trial) -> Response | None:
    return without(trial.response, "etag") if trial.response.header("etag") else None


def _done_again(trial: Trial) -> Broken | None:
    """A request that comes again with its key is carried out again."""
    keys = [name.lower() for name, _ in trial.request.headers if "idempotency" in name.lower()]
    if not keys or not trial.plain:
        return None
    seen = trial.memory.kept
    said = (trial.asker, trial.request.header(keys[0]), trial.request.body)
    if said not in seen:
        seen[said] = trial.response.status < 300
        return None
    return Broken(trial.other(_lacking(trial.request, *keys))) if seen[said] else None


def _kind(name: str, says: str, wanted: Callable[[Operation], bool], effect: Callable[[Trial], Broken | None]) -> Kind:
    return Kind(name=name, family=Family.CONDITIONS, says=says, places=where(wanted), effect=effect)


KINDS = (
    _kind("etag-missing", "Answers have no tag, though the document has one.", _tagged, answering(_untagged)),
    _kind("etag-malformed", "The tag of an answer is none.", _tagged, answering(_unquoted)),
    _kind("etag-constant", "The tag of a thing stays the same when it changes.", _tagged, answering(_constant)),
    _kind("etag-restless", "The tag of a thing changes when it stays the same.", _tagged, answering(_restless)),
    _kind("if-none-match-ignored", "What a client has is sent again.", _tagged, answering(_sent_again)),
    _kind("if-none-match-always", "What has changed is not sent.", _tagged, answering(_unchanged_always)),
    _kind(
        "if-match-ignored",
        "A change is carried out under a condition that does not hold.",
        _changing,
        answering(_carried_out(412)),
    ),
    _kind(
        "condition-not-demanded",
        "A change needs no condition, where 428 is due.",
        lambda operation: _changing(operation) and _has(operation, "428"),
        answering(_carried_out(428)),
    ),
    _kind("idempotency-key-ignored", "A request that comes again is carried out again.", _keyed, _done_again),
)
"""Source: RFC 9110, 8.8.3 and 13; RFC 6585, 3."""
