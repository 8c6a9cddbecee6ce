"""What a configuration may hold. To add a section, add its line to ``SECTIONS``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from ringback.config import options

JsonSchema = dict[str, Any]
ID = "https://json-schema.org/draft/2020-12/schema"


def _mock() -> dict[str, JsonSchema]:
    from mockserver.access import written
    from mockserver.faults import values as faults

    return {
        **_proxy(),
        "faults": {"type": "array", "description": "What goes wrong on purpose.", "items": faults.SCHEMA},
        "users": {"type": "array", "description": "Who may log in.", "items": written.USER},
        "clients": {"type": "array", "description": "Programs that may ask for tokens.", "items": written.CLIENT},
    }


def _proxy() -> dict[str, JsonSchema]:
    """What a mock can be told that answers in an upstream's place: it is not there to make things go wrong."""
    from mockserver.overrides import values as overrides
    from mockserver.state import said

    return {
        "overrides": {"type": "array", "description": "What is answered instead.", "items": overrides.SCHEMA},
        "roles": {"type": "array", "description": "What operations do to what they speak of.", "items": said.SCHEMA},
    }


def _diff() -> dict[str, JsonSchema]:
    from ringback import policies

    return dict(policies.TABLES)


def _test() -> dict[str, JsonSchema]:
    from ringback import accounts

    return {"profiles": {"type": "array", "description": "Accounts for --live.", "items": accounts.PROFILE}}


SECTIONS: dict[str, tuple[frozenset[str], Callable[[], dict[str, JsonSchema]]]] = {
    "diff": (frozenset(), _diff),
    "mock": (frozenset({"fault"}), _mock),
    "proxy": (frozenset(), _proxy),
    "test": (frozenset({"live", "account", "plan", "explain"}), _test),
}
"""By the command whose options a section has: those that it has in another form, and what it has beside them."""


def section(name: str) -> JsonSchema:
    """The schema of one section."""
    without, more = SECTIONS[name]
    command = getattr(importlib.import_module(f"ringback.commands.{name}"), name)
    return {
        "type": "object",
        "description": f"As the options of ringback {name}, which go before it.",
        "additionalProperties": False,
        "properties": {**options.schema(command, without), **more()},
    }


def whole() -> JsonSchema:
    """The JSON Schema of ``ringback.toml``, for editors."""
    return {
        "$schema": ID,
        "title": "ringback.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: section(name) for name in SECTIONS},
    }
