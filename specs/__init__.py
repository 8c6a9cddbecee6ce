"""What an OpenAPI document says, and everything that can be worked out from a document alone."""

from __future__ import annotations

from specs.errors import SpecError
from specs.load import load
from specs.model import Document

__all__ = ["Document", "SpecError", "load"]
