"""Checks of schemas: keywords, references, and whether any value can satisfy them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.deciding import unnamed
from specs.discriminators import mapped
from specs.errors import SpecError
from specs.schemas import SCHEMA_LIST, SCHEMA_MAP
from specs.validation import ASSERTED_FORMATS
from specs.wellformed import malformed

_FORMATS = ASSERTED_FORMATS | frozenset(
    "int32 int64 int8 int16 uint8 uint16 uint32 uint64 double-int float double decimal decimal128 byte binary "
    "base64url password char commonmark html http-date media-range single-file unixtime sf-string sf-token "
    "sf-integer sf-decimal sf-boolean sf-binary date-time-local time-local".split()
)
"""Source: JSON Schema 2020-12 Validation, 7.3; OAS 3.1.1, 4.4.3; OpenAPI Format Registry."""
_BESIDE = frozenset({"summary", "description"})
_MALFORMED = {
    "required": "it is a list of property names; for a single property write it in the object's list",
    "type": "the types are null, boolean, integer, number, string, array and object",
}


def malformed_keywords(subject: Subject) -> Iterator[Found]:
    """Schema keywords with a value of the wrong kind, which are read as absent."""
    for node, pointer, _ in subject.schemas:
        for keyword in malformed(dict(node)):
            told = f"schema keyword {keyword!r} has a value that it cannot have, and is ignored"
            place = pointers.join(pointer, keyword)
            yield Found(place, told, _MALFORMED.get(keyword, ""), (Mend(place),))


def no_schemas(subject: Subject) -> Iterator[Found]:
    """What stands in the place of a schema and is neither a mapping nor true or false: it takes any value."""
    for node, pointer, _ in subject.schemas:
        for keyword, value in node.items():
            held: Iterable[tuple[Any, Any]] = ()
            if keyword in SCHEMA_MAP and isinstance(value, dict):
                held = value.items()
            elif keyword in SCHEMA_LIST and isinstance(value, list):
                held = enumerate(value)
            for key, schema in held:
                if not isinstance(schema, dict | bool):
                    yield Found(
                        pointers.join(pointer, keyword, key), "what stands here is no schema, and takes any value"
                    )


def unusable_schemas(subject: Subject) -> Iterator[Found]:
    """Schemas that cannot be compiled, so that nothing is validated against them."""
    told: set[str] = set()
    for site in subject.sites:
        error = subject.compiled(site)
        if isinstance(error, SpecError) and site.schema.pointer not in told:
            told.add(site.schema.pointer)
            yield Found(site.schema.pointer, error.message.partition("\n")[0])


def unsatisfiable_schemas(subject: Subject) -> Iterator[Found]:
    """Schemas that provably no value satisfies."""
    for (pointer, direction), proven in subject.impossible.items():
        if proven:
            yield Found(pointer, f"schema can be satisfied by no value in a {direction}")


def unsatisfied_schemas(subject: Subject) -> Iterator[Found]:
    """Schemas for which no value was found, in a bounded search."""
    for (pointer, direction), proven in subject.impossible.items():
        if not proven:
            yield Found(pointer, f"schema is satisfied by no value that was tried in a {direction}")


def ignored_siblings(subject: Subject) -> Iterator[Found]:
    """Members beside a ``$ref`` that are ignored. Source: OAS 3.0.3, Reference Object; 3.1.1, Reference Object."""
    inside = {pointer for _, pointer, _ in subject.schemas}
    for _, pointer in subject.references:
        node = subject.at(pointer)
        if not subject.old and (pointer in inside or _is_path_item(pointer)):
            continue  # from 3.1 on what stands beside a schema's reference counts
        allowed = frozenset[str]() if subject.old else _BESIDE
        ignored = [key for key in node if key not in {"$ref", *allowed} and not key.startswith("x-")]
        if ignored and not _is_path_item(pointer):
            told = f"{', '.join(map(repr, ignored))} beside a $ref is ignored"
            yield Found(pointer, told, mends=tuple(Mend(pointers.join(pointer, key)) for key in ignored))


def unknown_formats(subject: Subject) -> Iterator[Found]:
    """Formats that no specification knows: they constrain nothing."""
    for node, pointer, _ in subject.schemas:
        name = node.get("format")
        if isinstance(name, str) and name not in _FORMATS and "$ref" not in node:
            yield Found(pointers.join(pointer, "format"), f"format {name!r} is not a known one, and constrains nothing")


def repeated_required(subject: Subject) -> Iterator[Found]:
    """Names that a list of required properties has more than once."""
    for node, pointer, _ in subject.schemas:
        names = node.get("required")
        if isinstance(names, list) and all(isinstance(name, str) for name in names) and len(set(names)) < len(names):
            place = pointers.join(pointer, "required")
            again = [index for index, name in enumerate(names) if name in names[:index]]
            twice = ", ".join(repr(names[index]) for index in again)
            mends = tuple(Mend(pointers.join(place, index)) for index in again)
            yield Found(place, f"{twice} is required more than once", mends=mends)


def broken_discriminators(subject: Subject) -> Iterator[Found]:
    """Values of a discriminator that lead to no schema."""
    for node, pointer, _ in subject.schemas:
        for value, target in mapped(node).items():
            if not _leads_somewhere(subject, target):
                place = pointers.join(pointer, "discriminator", "mapping", value)
                yield Found(
                    place, f"discriminator maps {value!r} to {target!r}, which is no schema", mends=(Mend(place),)
                )


def unnameable_branches(subject: Subject) -> Iterator[Found]:
    """Branches whose own property takes none of the values by which the discriminator names them."""
    for node, pointer, site in subject.schemas:
        for branch, value in unnamed(site.schema.space.schema(dict(node), pointer)):
            told = f"{branch.rpartition('/')[2]!r} takes no value that names it: its own property says {value}"
            yield Found(pointers.join(pointer, "discriminator"), told)


def _leads_somewhere(subject: Subject, target: str) -> bool:
    """Source: OAS 3.0.3, Discriminator Object: a mapping's value is the name of a schema or a reference to one."""
    if target in subject.document.schemas:
        return True
    if target.startswith("#/"):
        return isinstance(subject.at(pointers.from_fragment(target[1:])), dict | bool)
    return not target.startswith("#") and ("/" in target or "." in target)  # another file, which is not bundled


def _is_path_item(pointer: str) -> bool:
    """A path item's reference has siblings in every version; how they combine is undefined."""
    return len(pointers.tokens(pointer)) == 2 and pointer.startswith(("/paths/", "/webhooks/"))


CHECKS = (
    Check("schema-keyword-malformed", Severity.ERROR, malformed_keywords, "correct its value, or remove it"),
    Check("schema-of-wrong-kind", Severity.ERROR, no_schemas, "write a mapping of keywords, or true or false"),
    Check("schema-unusable", Severity.ERROR, unusable_schemas, "correct the schema"),
    Check("schema-unsatisfiable", Severity.ERROR, unsatisfiable_schemas, "loosen its constraints"),
    Check("schema-unsatisfied", Severity.WARNING, unsatisfied_schemas, "loosen its constraints, or give an example"),
    Check(
        "ref-siblings-ignored", Severity.WARNING, ignored_siblings, "move them into what is referred to, or use allOf"
    ),
    Check("format-unknown", Severity.WARNING, unknown_formats, "use a registered format, or a pattern"),
    Check("required-repeated", Severity.ERROR, repeated_required, "list each name once"),
    Check("discriminator-mapping-broken", Severity.ERROR, broken_discriminators, "correct the name or the reference"),
    Check("discriminator-value-refused", Severity.WARNING, unnameable_branches, "map the values of the branches"),
)
