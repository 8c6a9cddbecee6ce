"""Text that means harm wherever it is shown, and documents that have it in every place for text."""

from __future__ import annotations

import json
from typing import Any

CONTROLS = "\x1b[31mred\x1b]0;title\x07\x1b]8;;http://evil.invalid/\x07link\x9b2J\r\x08\x7f"
"""Colours, a window's title, a link, a screen that is cleared, and characters that overwrite a line."""
UNSEEN = "\u202egnp.exe\u202c\u2066\u2069\u200b\u200e\ufeff\u2028\u2029"
"""Marks that turn the direction of writing, have no width, or end a line for some readers only."""
COMMANDS = "\n::error file=a.py::owned%0A::set-output name=a::b\n##vso[task.setvariable]x\n"
"""What runners of CI obey when it stands at the beginning of a line."""
MARKUP = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">'\"]]>--><!--&amp;{{7*7}}"
)
LINKS = "](javascript:alert(1)) [a](http://evil.invalid) ![i](http://evil.invalid/i.png) | a | `b` ***c*** \n# head\n"
FORMULA = '=HYPERLINK("http://evil.invalid","a")'
NASTY = CONTROLS + UNSEEN + COMMANDS + MARKUP + LINKS + FORMULA
FLAT = "".join(character for character in NASTY if character not in '\r\n\0/{}"')
"""For places that have one line: names, paths, media types."""


def nasty_document(**changed: Any) -> dict[str, Any]:
    """Every text of a document, and every name that it may choose, is hostile."""
    described = {"description": NASTY, "summary": NASTY}
    enum = {"type": "string", "enum": [NASTY, "a"], "default": NASTY, "example": NASTY, **described}
    schema = {
        "title": NASTY,
        "type": "object",
        "required": [FLAT],
        "properties": {FLAT: enum, "id": {"type": "integer"}, **changed},
        "example": {FLAT: NASTY, "id": 1},
        **described,
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    responses = {
        "200": {"description": NASTY, "headers": {"X-Note": {"schema": enum, **described}}, "content": content},
        "404": {"description": NASTY},
    }
    parameters = [
        {"name": FLAT, "in": "query", "schema": enum, "description": NASTY},
        {"name": "X-Asked", "in": "header", "schema": enum, "description": NASTY},
    ]
    operation = {"tags": [NASTY], "operationId": FLAT, "responses": responses, "deprecated": True, **described}
    return {
        "openapi": "3.0.3",
        "info": {"title": NASTY, "version": NASTY, "description": NASTY, "contact": {"name": NASTY, "url": NASTY}},
        "tags": [{"name": NASTY, "description": NASTY}],
        "servers": [{"url": "/", "description": NASTY}],
        "paths": {
            f"/things/{FLAT}": {"get": {**operation, "parameters": parameters}},
            "/things": {
                "post": {
                    **operation,
                    "operationId": f"make{FLAT}",
                    "requestBody": {"description": NASTY, "required": True, "content": content},
                }
            },
        },
        "components": {"schemas": {"Thing": schema}},
        f"x-{FLAT}": NASTY,
    }


def written(document: Any) -> bytes:
    """As a file holds it."""
    return json.dumps(document).encode()
