"""The single changes of a valid value that leave it valid: what whoever reads such values has to be ready for."""

from specs.variations.making import variations
from specs.variations.values import Kind, Variation

__all__ = ["Kind", "Variation", "variations"]
