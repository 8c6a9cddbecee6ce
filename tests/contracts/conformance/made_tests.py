"""Carrying out the tests in Python that findings come with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def demand_failing(source: str, monkeypatch: pytest.MonkeyPatch, **secrets: str) -> None:
    """A test that shows a failure has to fail, and by what it asserts."""
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    with pytest.raises((AssertionError, ValueError)):
        made(source)()


def made(source: str) -> Callable[[], None]:
    space: dict[str, Any] = {}
    exec(compile(source, "test_of_a_finding.py", "exec"), space)  # noqa: S102 - what the report says
    (made,) = (each for name, each in space.items() if name.startswith("test_"))
    function: Callable[[], None] = made
    return function
