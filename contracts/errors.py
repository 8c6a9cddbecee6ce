"""Errors that mean: we could not judge."""

from __future__ import annotations

from specs.errors import ExplainedError


class ContractError(ExplainedError):
    """A comparison or a test run could not be carried out."""
