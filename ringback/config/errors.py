"""Errors that mean: the configuration cannot be used."""

from __future__ import annotations

from specs.errors import ExplainedError


class ConfigError(ExplainedError):
    """Something in a configuration file, or the choice of one, is wrong."""
