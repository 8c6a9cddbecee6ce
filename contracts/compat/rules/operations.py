"""Operations: whether they are there, and what their paths are."""

from __future__ import annotations

from contracts.compat.rules.examples import OK, document, operation, parameter
from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

_GET = {"get": {"responses": {"200": OK}}}

RULES = (
    breaks(
        "operation-removed",
        "request",
        "{subject} is gone",
        "A client that calls it gets an answer that says so (404, 405, 410), whatever it sends.",
        "Deprecate it first, with a sunset date, and remove it when that has passed.",
        (document({"/a": _GET, "/b": _GET}), document({"/a": _GET})),
    ),
    notes(
        "operation-added",
        "",
        "{subject} is new",
        "No client of today calls it.",
        (document({"/a": _GET}), document({"/a": _GET, "/b": _GET})),
    ),
    warns(
        "operation-path-generalised",
        "request",
        "{subject} is now answered by {now}",
        "What the path spelled out is now a value of one of its parameters, which takes it: requests stay valid. "
        "Whether the server still knows something of that name no document says; what comes back is compared as ever.",
        "Keep the path, or go on answering for this value as before.",
        (
            document({"/things/all": _GET}),
            operation("/things/{id}", parameters=[parameter("id", "path")]),
        ),
    ),
    warns(
        "path-parameter-renamed",
        "request",
        "The path parameter {was} of {subject} is now called {now}",
        "Requests stay the same, because a path holds no names; a generated function has an argument of another name.",
        "Keep the old name, or announce the new one to users of generated clients.",
        (
            operation("/things/{id}", parameters=[parameter("id", "path")]),
            operation("/things/{thing}", parameters=[parameter("thing", "path")]),
        ),
        level=Level.CODE,
    ),
)
