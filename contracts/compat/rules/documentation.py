"""What a person or a code generator reads: names, deprecation, texts."""

from __future__ import annotations

from contracts.compat.rules.rule import notes, warns
from contracts.findings import Level

RULES = (
    notes("operation-deprecated", "", "{subject} is deprecated{what}", Level.BEHAVIOUR),
    notes("operation-no-longer-deprecated", "", "{subject} is no longer deprecated", Level.BEHAVIOUR),
    notes("sunset-changed", "", "The sunset of {subject} was {was} and is {now}", Level.BEHAVIOUR),
    notes("documentation-changed", "", "The documentation of {subject} is different ({what})", Level.BEHAVIOUR),
    notes("property-default-changed", "", "The default of {subject} was {was} and is {now}", Level.BEHAVIOUR),
    notes("property-deprecated", "", "{subject} is deprecated", Level.BEHAVIOUR),
    warns(
        "operation-id-changed",
        "",
        "The operationId of {subject} was {was} and is {now}",
        "Generated clients call their method by it.",
        Level.CODE,
    ),
    warns(
        "tags-changed",
        "",
        "The tags of {subject} were {was} and are {now}",
        "Generators group their classes by them.",
        Level.CODE,
    ),
    warns("schema-name-removed", "", "No schema is called {subject} any more", "Generated types lose it.", Level.CODE),
    notes("schema-name-added", "", "There is a new schema called {subject}", Level.CODE),
)
