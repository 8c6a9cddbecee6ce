"""Parameters of the path, the query, header fields and cookies."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, operation, parameter, with_parameters
from contracts.compat.rules.rule import breaks, notes, warns
from contracts.findings import Level

_REQUIRE = "Leave it optional with a default that does what leaving it out did before."
_LIST = {"type": "array", "items": INTEGER}

RULES = (
    breaks(
        "required-parameter-added",
        "request",
        "{subject} is new and required",
        "Clients of today do not send it, and are refused.",
        _REQUIRE,
        (operation(), with_parameters(parameter(required=True))),
    ),
    breaks(
        "parameter-became-required",
        "request",
        "{subject} is now required",
        "Clients that leave it out are refused.",
        _REQUIRE,
        (with_parameters(parameter()), with_parameters(parameter(required=True))),
    ),
    notes(
        "parameter-added",
        "request",
        "{subject} is new and optional",
        "Clients of today do not send it, and need not.",
        (operation(), with_parameters(parameter())),
    ),
    notes(
        "parameter-became-optional",
        "request",
        "{subject} is no longer required",
        "Clients that send it are right as before.",
        (with_parameters(parameter(required=True)), with_parameters(parameter())),
    ),
    warns(
        "parameter-removed",
        "request",
        "{subject} is gone: a server ignores it silently",
        "Servers ignore parameters that they do not know, so the call succeeds and does something else: a filter that "
        "is gone gives all there is.",
        "Keep it, deprecated, as long as clients send it.",
        (with_parameters(parameter()), operation()),
    ),
    breaks(
        "parameter-serialisation-changed",
        "request",
        "{subject} is written differently: {was} → {now}",
        "What clients write is refused, or read as another value. A style that makes no difference to the values that "
        "the schema allows is no change.",
        "Read the old spelling too, or give the new one a new name.",
        (
            with_parameters(parameter(schema=_LIST, style="form", explode=False)),
            with_parameters(parameter(schema=_LIST, style="pipeDelimited", explode=False)),
        ),
    ),
    breaks(
        "parameter-may-no-longer-be-empty",
        "request",
        "{subject} may no longer be sent without a value",
        "Clients that send the bare name (allowEmptyValue) are refused, because its schema allows no empty text.",
        "Go on taking the bare name for what leaving it out means.",
        (
            with_parameters(parameter(schema=INTEGER, allowEmptyValue=True)),
            with_parameters(parameter(schema=INTEGER)),
        ),
    ),
    warns(
        "parameter-default-changed",
        "request",
        "The default of {subject} was {was} and is {now}",
        "Clients that leave it out get other results.",
        "Say so in the changelog, or keep the default.",
        (
            with_parameters(parameter(schema=INTEGER | {"default": 20})),
            with_parameters(parameter(schema=INTEGER | {"default": 50})),
        ),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "parameter-deprecated",
        "request",
        "{subject} is deprecated",
        "It works as before; clients are asked to stop sending it.",
        (with_parameters(parameter()), with_parameters(parameter(deprecated=True))),
        level=Level.BEHAVIOUR,
    ),
)
