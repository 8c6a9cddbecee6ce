"""Bodies that clients send: whether they are there, and in which media types."""

from __future__ import annotations

from contracts.compat.rules.examples import STRING, Raw, obj, operation, takes
from contracts.compat.rules.rule import breaks, notes, warns
from specs.messages import FORM

_REQUIRE = "Leave it optional with a default that does what leaving it out did before."

_NAMED = {"X-Checksum": {"required": True, "schema": STRING}}


def _xml(told: Raw) -> Raw:
    """A body in XML."""
    return takes(obj(name=STRING | told) | {"xml": {"name": "thing"}}, "application/xml")


def _form(encoding: Raw) -> Raw:
    """A form whose field holds several texts."""
    return _encoded(FORM, {"type": "array", "items": STRING}, encoding)


def _parts(encoding: Raw) -> Raw:
    """A body with a file in it."""
    return _encoded("multipart/form-data", STRING | {"format": "binary"}, encoding)


def _encoded(media: str, schema: Raw, encoding: Raw) -> Raw:
    body = {media: {"schema": obj(f=schema), "encoding": {"f": encoding}}}
    return operation(method="post", requestBody={"required": True, "content": body})


RULES = (
    breaks(
        "required-request-body-added",
        "request",
        "{subject} now needs a body",
        "Clients of today send none, and are refused.",
        _REQUIRE,
        (operation(method="post"), takes(STRING)),
    ),
    breaks(
        "request-body-became-required",
        "request",
        "The body of {subject} is now required",
        "Clients that leave it out are refused.",
        _REQUIRE,
        (takes(STRING, required=False), takes(STRING)),
    ),
    notes(
        "request-body-added",
        "request",
        "{subject} now takes a body",
        "Clients of today send none, and need not.",
        (operation(method="post"), takes(STRING, required=False)),
    ),
    notes(
        "request-body-became-optional",
        "request",
        "The body of {subject} is no longer required",
        "Clients that send one are right as before.",
        (takes(STRING), takes(STRING, required=False)),
    ),
    warns(
        "request-body-removed",
        "request",
        "{subject} no longer takes a body: a server ignores it silently",
        "The call succeeds, and what clients say in the body is lost.",
        "Say in the documentation what replaces it.",
        (takes(STRING), operation(method="post")),
    ),
    breaks(
        "request-media-type-removed",
        "request",
        "{subject} no longer takes {was}",
        "Clients that write it are refused (415).",
        "Accept the old media type beside the new ones until clients have moved.",
        (takes(STRING, "application/json", "text/plain"), takes(STRING, "application/json")),
    ),
    notes(
        "request-media-type-added",
        "request",
        "{subject} now takes {now} too",
        "Clients of today go on writing what they wrote.",
        (takes(STRING, "application/json"), takes(STRING, "application/json", "text/plain")),
    ),
    breaks(
        "request-body-serialisation-changed",
        "request",
        "What {subject} holds is written differently",
        "What texts are encoded as or hold (contentEncoding, contentMediaType, contentSchema), or how XML is made of "
        "values: clients write what the server refuses or does not find.",
        "Read the old spelling too, or give the new one a new name.",
        (_xml({}), _xml({"xml": {"name": "called"}})),
    ),
    breaks(
        "form-field-serialisation-changed",
        "request",
        "{subject} is written differently: {was} → {now}",
        "What clients write is refused, or read as another value. A style that makes no difference to the values that "
        "the schema allows is no change.",
        "Read the old spelling too, or give the new one a new name.",
        (_form({"style": "form", "explode": True}), _form({"style": "pipeDelimited", "explode": False})),
    ),
    breaks(
        "part-media-type-removed",
        "request",
        "{subject} is no longer taken as {was} (now: {now})",
        "Clients that send the part in this media type are refused.",
        "Accept the old media type beside the new ones until clients have moved.",
        (_parts({"contentType": "image/png, image/jpeg"}), _parts({"contentType": "image/jpeg"})),
    ),
    breaks(
        "part-header-became-required",
        "request",
        "{subject} is now required",
        "Clients that leave it out are refused.",
        _REQUIRE,
        (_parts({"contentType": "image/png"}), _parts({"contentType": "image/png", "headers": _NAMED})),
    ),
    notes(
        "part-header-added",
        "request",
        "{subject} is new and optional",
        "Clients of today do not send it, and need not.",
        (
            _parts({"contentType": "image/png"}),
            _parts({"contentType": "image/png", "headers": {"X-Checksum": {"schema": STRING}}}),
        ),
    ),
    warns(
        "part-header-removed",
        "request",
        "{subject} is gone: a server ignores it silently",
        "The call succeeds, and what clients say in it is lost.",
        "Keep it, deprecated, as long as clients send it.",
        (_parts({"contentType": "image/png", "headers": _NAMED}), _parts({"contentType": "image/png"})),
    ),
)
