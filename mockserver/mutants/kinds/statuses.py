"""What the status of an answer says."""

from __future__ import annotations

from dataclasses import replace

from mockserver.mutants.places import answers, successes
from mockserver.mutants.trial import Trial, answering
from mockserver.mutants.values import Family, Kind
from specs.messages import WITHOUT_CONTENT, Response

_FAILED = b"Internal Server Error"
_TEXT = ("Content-Type", "text/plain; charset=utf-8")


def _with(status: int, trial: Trial) -> Response | None:
    """The answer with another status, where that is not documented."""
    entry = trial.operation.response_for(status)
    if status == trial.response.status or (entry is not None and entry.status != "default"):
        return None
    body = b"" if status in WITHOUT_CONTENT else trial.response.body
    return replace(trial.response, status=status, body=body)


def _undocumented(trial: Trial) -> Response | None:
    tried = (299, 226, 208) if trial.response.status < 300 else (418, 451, 409)
    return next((made for status in tried if (made := _with(status, trial)) is not None), None)


def _other_success(trial: Trial) -> Response | None:
    usual = {200: (201, 202), 201: (200, 202), 202: (200, 201), 204: (200,)}
    tried = usual.get(trial.response.status, (200,))
    return next((made for status in tried if (made := _with(status, trial)) is not None), None)


def _told_as_success(trial: Trial) -> Response | None:
    """An error whose status is that of a success, as of servers that answer 200 to everything."""
    return replace(trial.response, status=200 if trial.response.body else 204)


def _failure(_: Trial) -> Response:
    return Response(500, (_TEXT,), _FAILED)


def _refused(trial: Trial) -> Response:
    """A valid request is refused. It is carried out nevertheless, as by whoever fails behind the act."""
    body, kind = b'{"title": "Bad Request", "status": 400}', ("Content-Type", "application/json")
    refused = next((each for each in trial.operation.responses if each.status == "400"), None)
    return _sample(trial, 400) if refused else Response(400, (kind,), body)


def _sample(trial: Trial, status: int) -> Response:
    """What the mock answers where a client prefers an error."""
    prefer = ("Prefer", f"code={status}")
    asked = replace(trial.request, headers=(*trial.request.headers, prefer))
    return trial.other(asked)


def _found_anyway(trial: Trial) -> Response | None:
    """Something is told of a thing that is not there: what a success would look like."""
    first = next((each.status for each in trial.operation.successes if each.status.isdecimal()), "")
    made = _sample(trial, int(first)) if first else None
    return made if made is not None and made.status < 300 else None


def _error_without_body(trial: Trial) -> Response | None:
    return replace(trial.response, body=b"") if trial.response.body else None


KINDS = (
    Kind(
        name="status-undocumented",
        family=Family.STATUSES,
        says="A success has a status that the document does not know.",
        places=successes,
        effect=answering(_undocumented),
    ),
    Kind(
        name="status-of-another-success",
        family=Family.STATUSES,
        says="A success has the status of another kind of success, which is not documented.",
        places=successes,
        effect=answering(_other_success),
    ),
    Kind(
        name="status-of-error-undocumented",
        family=Family.STATUSES,
        says="An error has a status that the document does not know.",
        places=lambda document: answers(document, "4"),
        effect=answering(_undocumented),
    ),
    Kind(
        name="error-told-as-success",
        family=Family.STATUSES,
        says="An error comes with the status of a success.",
        places=lambda document: answers(document, "4"),
        effect=answering(_told_as_success),
    ),
    Kind(
        name="failure-on-success",
        family=Family.STATUSES,
        says="The server fails where it should succeed.",
        places=successes,
        effect=answering(_failure),
    ),
    Kind(
        name="failure-on-error",
        family=Family.STATUSES,
        says="The server fails where it should refuse.",
        places=lambda document: answers(document, "4"),
        effect=answering(_failure),
    ),
    Kind(
        name="valid-request-refused",
        family=Family.STATUSES,
        says="What is valid is refused as if it were not.",
        places=successes,
        effect=answering(_refused),
    ),
    Kind(
        name="missing-told-as-found",
        family=Family.STATUSES,
        says="Something is told of a thing that is not there.",
        places=lambda document: answers(document, "404"),
        effect=answering(_found_anyway),
    ),
    Kind(
        name="error-without-body",
        family=Family.STATUSES,
        says="An error lacks the body that is documented.",
        places=lambda document: answers(document, "4"),
        effect=answering(_error_without_body),
    ),
)
