"""What a person or a code generator reads: names, deprecation, texts."""

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
        "documentation-changed",
        "",
        "The documentation of {subject} is different ({what})",
        "People read it; it may tell of a change that no schema shows.",
        (operation(summary="one"), operation(summary="two")),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "property-default-changed",
        "",
        "The default of {subject} was {was} and is {now}",
        "What is left out means something else; nothing that is valid changes by it.",
        (named({"Thing": obj(n=INTEGER | {"default": 1})}), named({"Thing": obj(n=INTEGER | {"default": 2})})),
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
        "operation-id-changed",
        "",
        "The operationId of {subject} was {was} and is {now}",
        "Generated clients call their method by it.",
        "Keep it, or say in the changelog which method is called what.",
        (operation(operationId="one"), operation(operationId="two")),
        level=Level.CODE,
    ),
    warns(
        "tags-changed",
        "",
        "The tags of {subject} were {was} and are {now}",
        "Generators group methods into classes by them.",
        "Keep the first tag, by which most generators go.",
        (operation(tags=["one"]), operation(tags=["two"])),
        level=Level.CODE,
    ),
    warns(
        "schema-name-removed",
        "",
        "No schema is called {subject} any more",
        "Generated code has a type of this name, and loses it.",
        "Keep the name, if need be as a reference to the new one.",
        (named({"Thing": obj(), "Other": obj()}), named({"Thing": obj()})),
        level=Level.CODE,
    ),
    notes(
        "schema-name-added",
        "",
        "There is a new schema called {subject}",
        "Generated code gets one more type.",
        (named({"Thing": obj()}), named({"Thing": obj(), "Other": obj()})),
        level=Level.CODE,
    ),
)
