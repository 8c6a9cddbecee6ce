"""How long things stay as they are: deprecation, sunset, stability."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, named, obj, operation
from contracts.compat.rules.rule import notes, warns
from contracts.findings import Level

RULES = (
    notes(
        "operation-deprecated",
        "",
        "{subject} is deprecated{what}",
        "It works as before; clients are asked to move.",
        (operation(), operation(deprecated=True)),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "operation-no-longer-deprecated",
        "",
        "{subject} is no longer deprecated",
        "It stays.",
        (operation(deprecated=True), operation()),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "sunset-changed",
        "",
        "The sunset of {subject} was {was} and is {now}",
        "The day from which it may be gone is another one.",
        (
            operation(deprecated=True, **{"x-sunset": "2027-01-01"}),
            operation(deprecated=True, **{"x-sunset": "2028-01-01"}),
        ),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "property-deprecated",
        "",
        "{subject} is deprecated",
        "It works as before; clients are asked to do without it.",
        (named({"Thing": obj(n=INTEGER)}), named({"Thing": obj(n=INTEGER | {"deprecated": True})})),
        level=Level.BEHAVIOUR,
    ),
    warns(
        "sunset-moved-forward",
        "",
        "The sunset of {subject} was {was} and is {now}, which is sooner",
        "Clients have less time to move than they were told. Source: RFC 8594, 3.",
        "Keep the day that was announced.",
        (
            operation(deprecated=True, **{"x-sunset": "2028-01-01"}),
            operation(deprecated=True, **{"x-sunset": "2027-01-01"}),
        ),
        level=Level.BEHAVIOUR,
    ),
    warns(
        "stability-lowered",
        "",
        "{subject} was {was} and is {now}",
        "What was promised to stay (x-stability-level) may change from now on; changes to what is a draft or alpha are "
        "told as notes, whatever they break.",
        "Add a new operation for what is not settled yet, and keep this one as it is.",
        (operation(), operation(**{"x-stability-level": "alpha"})),
    ),
    notes(
        "stability-raised",
        "",
        "{subject} was {was} and is {now}",
        "More is promised (x-stability-level) from now on.",
        (operation(**{"x-stability-level": "alpha"}), operation()),
    ),
)
