"""What verbs change in things, by what the things' properties are called."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.effects import effect

TEXT, FLAG, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
WHEN, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}
NOW = 1_900_000_000.0
TIME, DATE = "2030-03-17T17:46:40Z", "2030-03-17"


def one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


TABLE: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "British": ("cancel", {"status": one_of("open", "cancelled")}, {"status": "cancelled"}),
    "American": ("cancel", {"status": one_of("open", "canceled")}, {"status": "canceled"}),
    "loud": ("archive", {"state": one_of("ACTIVE", "ARCHIVED")}, {"state": "ARCHIVED"}),
    "with a common beginning": ("stop", {"state": one_of("STATE_UP", "STATE_STOPPED")}, {"state": "STATE_STOPPED"}),
    "one that goes on": ("start", {"status": one_of("created", "running", "stopped")}, {"status": "running"}),
    "an adjective": ("activate", {"status": one_of("inactive", "active")}, {"status": "active"}),
    "the verb itself": ("complete", {"status": one_of("open", "complete")}, {"status": "complete"}),
    "in a branch": ("close", {"status": {"anyOf": [one_of("open", "closed"), {"type": "null"}]}}, {"status": "closed"}),
    "its own status first": (
        "cancel",
        {"payment_status": one_of("paid", "canceled"), "status": one_of("open", "canceled")},
        {"status": "canceled"},
    ),
    "the only status": (
        "refund",
        {"paymentStatus": one_of("paid", "refunded"), "status": TEXT},
        {"paymentStatus": "refunded"},
    ),
    "two of them": ("refund", {"aStatus": one_of("refunded"), "bStatus": one_of("refunded")}, {}),
    "no such status": ("cancel", {"status": one_of("open", "shipped")}, {}),
    "a free status": ("cancel", {"status": TEXT}, {}),
    "another property": ("cancel", {"kind": one_of("open", "canceled")}, {}),
    "a flag": ("archive", {"archived": FLAG, "is_archived": FLAG}, {"archived": True, "is_archived": True}),
    "a flag taken back": ("unarchive", {"isArchived": FLAG}, {"isArchived": False}),
    "enabled": ("disable", {"enabled": FLAG}, {"enabled": False}),
    "a flag that is none": ("archive", {"archived": TEXT}, {}),
    "a time": ("publish", {"publishedAt": WHEN, "published_on": DAY}, {"publishedAt": TIME, "published_on": DATE}),
    "a time in seconds": ("send", {"sent_at": NUMBER}, {"sent_at": 1_900_000_000}),
    "a time in front": ("complete", {"dateCompleted": WHEN}, {"dateCompleted": TIME}),
    "a time taken back": ("restore", {"deletedAt": WHEN, "archived": FLAG}, {"deletedAt": None, "archived": False}),
    "a verb of no effect": ("notify", {"status": one_of("open", "closed"), "name": TEXT}, {}),
}


@pytest.mark.parametrize("case", TABLE)
def test_what_a_verb_changes(case: str) -> None:
    verb, properties, changed = TABLE[case]
    schema = {"type": "object", "properties": properties}
    assert effect(verb, schema, schema).at(NOW) == changed
