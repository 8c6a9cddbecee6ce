"""What a person or a code generator reads: names, defaults, discriminators, texts."""

from __future__ import annotations

from contracts.compat.rules.examples import INTEGER, STRING, Raw, answers, named, obj, operation
from contracts.compat.rules.rule import notes, warns
from contracts.findings import Level

_CAT, _DOG = ({"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog"))


def _tagged(discriminator: Raw) -> Raw:
    """A document with a tagged union."""
    pet = {"oneOf": [_CAT, _DOG], "discriminator": discriminator}
    cat, dog = (obj("kind", "sort", kind=STRING, sort={"enum": [name]}) for name in ("cat", "dog"))
    return named({"Pet": pet, "Cat": cat, "Dog": dog})


def _typed(name: str) -> Raw:
    return answers({"$ref": f"#/components/schemas/{name}"}) | {"components": {"schemas": {name: obj(a=STRING)}}}


def _extensible(*values: str) -> Raw:
    return named({"Thing": obj(a=STRING | {"x-extensible-enum": list(values)})})


RULES = (
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
    warns(
        "type-name-changed",
        "",
        "{subject} was called {was} and is called {now}",
        "The values are compared as ever; generated code has another type in this place.",
        "Keep the name, if need be as a reference to the new one.",
        (_typed("Thing"), _typed("Item")),
        level=Level.CODE,
        also=("schema-name-added", "schema-name-removed"),
    ),
    warns(
        "discriminator-changed",
        "",
        "The discriminator of {subject} was {was} and is {now}",
        "A discriminator refuses nothing, but generated code picks the type by it.",
        "Keep the property beside the new one, and the discriminator on it.",
        (_tagged({"propertyName": "kind"}), _tagged({"propertyName": "sort"})),
        level=Level.CODE,
    ),
    warns(
        "discriminator-value-removed",
        "",
        "No type of {subject} is told by {what} any more",
        "A discriminator refuses nothing, but a server that goes by it does not know what a client sends.",
        "Keep the old value in the mapping beside the new one.",
        (_tagged({"propertyName": "kind", "mapping": {"old": "Cat"}}), _tagged({"propertyName": "kind"})),
        level=Level.CODE,
        also=("discriminator-value-added",),
    ),
    warns(
        "discriminator-value-moved",
        "",
        "The value {what} of {subject} stood for {was} and stands for {now}",
        "A discriminator refuses nothing, but generated code reads the value as another type.",
        "Give the new type a value of its own.",
        (
            _tagged({"propertyName": "kind", "mapping": {"pet": "Cat", "dog": "Dog"}}),
            _tagged({"propertyName": "kind", "mapping": {"pet": "Dog", "dog": "Dog"}}),
        ),
        level=Level.CODE,
        also=("discriminator-value-added",),
    ),
    notes(
        "discriminator-value-added",
        "",
        "A type of {subject} may now be told by {what}",
        "Whether the new type breaks its readers is told of its schema.",
        (
            _tagged({"propertyName": "kind", "mapping": {"cat": "Cat"}}),
            _tagged({"propertyName": "kind", "mapping": {"cat": "Cat", "kitten": "Cat"}}),
        ),
        level=Level.CODE,
    ),
    notes(
        "extensible-value-added",
        "",
        "{subject} may now also be {what}",
        "An extensible enum (x-extensible-enum) lists what is sent today: who reads it has to be ready for others.",
        (_extensible("a"), _extensible("a", "b")),
    ),
    warns(
        "extensible-value-removed",
        "",
        "{subject} no longer lists {what}",
        "An extensible enum (x-extensible-enum) refuses nothing, but the server may no longer know what clients send.",
        "Go on taking the value, and say so in the documentation.",
        (_extensible("a", "b"), _extensible("a")),
    ),
)
