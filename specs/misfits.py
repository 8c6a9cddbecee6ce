"""What it is called when a message of one release does not fit what another one reads, whoever finds it.

The comparison of documents finds it by their schemas, a mock of several releases by what it is asked to tell. One table
gives both the same name for the same thing.
"""

from __future__ import annotations

_BOUNDS = (
    "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems "
    "minProperties maxProperties pattern format multipleOf uniqueItems"
).split()

_BREAKS: dict[str, tuple[str, str]] = {
    "enum": ("request-value-removed", "response-value-added"),
    "type": ("request-type-narrowed", "response-type-widened"),
    "null": ("request-null-refused", "response-became-nullable"),
    "required": ("request-property-became-required", "response-property-became-optional"),
    "undeclared": ("required-request-property-added", "required-response-property-removed"),
    "additionalProperties": ("request-property-refused", "response-property-not-allowed-before"),
    **dict.fromkeys(_BOUNDS, ("request-constraint-tightened", "response-constraint-loosened")),
}


def rule_of_break(keyword: str, direction: str) -> str:
    """The id of the rule for what breaks (or may).

    Args:
        keyword: of the reader's schema, or ``null`` for a type that is refused only as such, ``undeclared`` for what
            is required and the writer does not know.
        direction: ``request`` or ``response``.
    """
    pair = _BREAKS.get(keyword, ("request-schema-narrowed", "response-schema-widened"))
    return pair[direction == "response"]
