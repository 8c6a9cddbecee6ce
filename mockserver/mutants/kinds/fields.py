"""Header fields of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from mockserver.mutants.places import answers, bodies, entries, where
from mockserver.mutants.trial import Broken, Trial, answering, with_field, without
from mockserver.mutants.values import Family, Kind, Place
from specs.messages import Response
from specs.model import Document, Operation
from specs.validation import check_header, check_response

_UNLIKE = ("no value", "-1", "0", "x" * 300, "1.5", "2020-02-30", '"')
"""Texts of which most fields cannot have one or another."""


def _documented(document: Document, *, required: bool) -> Iterator[Place]:
    for operation, entry, status in entries(document):
        for each in entry.headers:
            if (each.required or not required) and each.name.lower() != "content-type":
                yield Place(operation=operation.key, status=status, pointer=each.pointer, name=each.name)


def _left_out(trial: Trial) -> Response | None:
    there = trial.response.header(trial.place.name) is not None
    return without(trial.response, trial.place.name) if there else None


def _unlike(trial: Trial) -> Response | None:
    """A field breaks its schema."""
    entry = trial.operation.response_for(trial.response.status)
    header = next((each for each in entry.headers if each.pointer == trial.place.pointer), None) if entry else None
    if header is None or trial.response.header(header.name) is None:
        return None
    wrong = next((text for text in _UNLIKE if check_header(header, text)), None)
    return None if wrong is None else with_field(trial.response, header.name, wrong)


def _without(name: str, trial: Trial) -> Response | None:
    return without(trial.response, name) if trial.response.header(name) else None


def _typed(text: Callable[[str], str], trial: Trial) -> Response | None:
    told = trial.response.header("content-type")
    return with_field(trial.response, "Content-Type", text(told)) if told and trial.response.body else None


def _utf16(trial: Trial) -> Response | None:
    """The field says UTF-16 of a body in UTF-8."""
    return _typed(lambda told: f"{told.partition(';')[0]}; charset=utf-16", trial)


def _creating(operation: Operation) -> bool:
    return operation.method == "POST" and any(
        header.name.lower() == "location" for entry in operation.responses for header in entry.headers
    )


def _elsewhere(trial: Trial) -> Response | None:
    """Location leads to nothing. A path that is documented, so that only the thing is wrong."""
    told = trial.response.header("location")
    if told is None:
        return None
    made = with_field(trial.response, "Location", f"{told.rstrip('/').rpartition('/')[0]}/{_other(told)}")
    return made if not check_response(trial.operation, made) else None


def _other(told: str) -> str:
    last = told.rstrip("/").rpartition("/")[2]
    return "987654321" if last.isdecimal() else "00000000-0000-4000-8000-000000000000"


def _any(_: Operation) -> bool:
    return True


def _refusing(bent: Callable[[Trial], Response | None], trial: Trial) -> Broken | None:
    """Breaks what is said to a method that the path does not have."""
    if trial.plain or trial.request.method in ("OPTIONS", "HEAD") or trial.response.status != 405:
        return None
    response = bent(trial)
    return None if response is None else Broken(response)


def _allowing(trial: Trial) -> Response:
    return with_field(trial.response, "Allow", f"{trial.response.header('allow')}, {trial.request.method}")


def _not_refused(trial: Trial) -> Response:
    return trial.other(replace(trial.request, method=trial.operation.method))


def _as_missing(trial: Trial) -> Response:
    return replace(trial.response, status=404, headers=without(trial.response, "allow").headers)


def _ending(operation: Operation) -> bool:
    return operation.deprecated or operation.sunset is not None


def _kind(
    name: str, says: str, places: Callable[[Document], Iterator[Place]], bent: Callable[[Trial], Response | None]
) -> Kind:
    return Kind(name=name, family=Family.FIELDS, says=says, places=places, effect=answering(bent))


def _refusal(name: str, says: str, bent: Callable[[Trial], Response | None]) -> Kind:
    return Kind(name=name, family=Family.FIELDS, says=says, places=where(_any), effect=partial(_refusing, bent))


KINDS = (
    _kind("header-missing", "A required header field is missing.", partial(_documented, required=True), _left_out),
    _kind("header-schema", "A header field breaks its schema.", partial(_documented, required=False), _unlike),
    _kind(
        "content-type-missing", "An answer does not say what its body is.", bodies, partial(_without, "content-type")
    ),
    _kind(
        "content-type-undocumented",
        "An answer says that its body is something that the document does not know.",
        bodies,
        partial(_typed, lambda _: "text/html; charset=utf-8"),
    ),
    _kind(
        "content-type-malformed",
        "The Content-Type of an answer is no media type.",
        bodies,
        partial(_typed, lambda _: "json"),
    ),
    _kind("charset-wrong", "An answer says that it is in a charset that it is not in.", bodies, _utf16),
    _kind("location-wrong", "Location leads to nothing.", where(_creating), _elsewhere),
    _kind(
        "challenge-missing",
        "An answer 401 does not say how to log in.",
        lambda document: answers(document, "401"),
        partial(_without, "www-authenticate"),
    ),
    _kind(
        "deprecation-missing",
        "Answers do not tell that an operation is deprecated.",
        where(_ending),
        partial(_without, "deprecation"),
    ),
    _kind(
        "deprecation-wrong",
        "Answers tell a malformed date of an operation's end.",
        where(_ending),
        lambda trial: with_field(trial.response, "Deprecation", "soon"),
    ),
    _kind(
        "sunset-missing",
        "Answers do not tell when an operation goes away.",
        where(lambda each: each.sunset is not None),
        partial(_without, "sunset"),
    ),
    _refusal("method-not-refused", "A method that a path does not have is carried out as another.", _not_refused),
    _refusal("method-told-as-missing", "A method that a path does not have is answered 404.", _as_missing),
    _refusal("allow-missing", "An answer 405 does not say what is allowed.", partial(_without, "allow")),
    _refusal("allow-wrong", "An answer 405 says that the method is allowed.", _allowing),
)
"""Deprecation and sunset: RFC 9745, RFC 8594; Allow and challenges: RFC 9110, 15.5.6 and 11.6.1."""
