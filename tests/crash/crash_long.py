"""Whether there is time for all that is killed: ``tox -e crash``."""

from __future__ import annotations

import pytest

_SHORT = 3
"""Kills of each row in the run that has all tests."""


def is_long(config: pytest.Config) -> bool:
    """Whether this is the long run."""
    return int(config.getoption("--kills")) > _SHORT
