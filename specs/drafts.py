"""What the JSON Schema of a document has, by the edition of OpenAPI, and older drafts have not."""

from __future__ import annotations

from typing import NamedTuple


class Draft(NamedTuple):
    """Which JSON Schema a document's schemas are.

    Attributes:
        identified: whether they may have names (``$id``, ``$anchor``, …) that references use.
        integral: whether a number without a fraction is an integer however it is written, as ``1.0``.
    """

    identified: bool
    integral: bool


OLD, RECENT = Draft(identified=False, integral=False), Draft(identified=True, integral=True)
"""Those that OpenAPI builds on before 3.1, and JSON Schema 2020-12."""
