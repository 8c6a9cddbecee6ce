"""What is new, for people: every rule has its place, one thing is told once, and every format tells every fact."""

from __future__ import annotations

import html
import json
import re

import pytest

from contracts.compat.changelog import AREAS, Entry, Kind, changelog
from contracts.compat.rules import RULES
from contracts.compat.rules.examples import operation
from contracts.findings import Severity, Verdict
from contracts.render.changelog import FORMATS, as_text
from specs.load import from_mapping

KINDS = {
    "operation-no-longer-deprecated": Kind.CHANGED,
    "response-value-added": Kind.CHANGED,
    "response-property-not-allowed-before": Kind.ADDED,
    "request-property-refused": Kind.REMOVED,
    "request-null-refused": Kind.CHANGED,
    "sunset-changed": Kind.DEPRECATED,
    "request-value-removed": Kind.REMOVED,
}
ENDS = {"added": Kind.ADDED, "removed": Kind.REMOVED, "sent": Kind.REMOVED, "deprecated": Kind.DEPRECATED}
TOLD = [rule.id for rule in RULES.values() if not rule.policy and rule.id != "documentation-changed"]


def entries(old: dict[str, object], new: dict[str, object]) -> tuple[Entry, ...]:
    return changelog(from_mapping(old), from_mapping(new)).entries


@pytest.mark.parametrize("rule", TOLD)
def test_every_rule_has_its_place(rule: str) -> None:
    old, new = RULES[rule].example
    (found,) = [entry for entry in entries(dict(old), dict(new)) if rule in entry.rules]
    assert found.kind is KINDS.get(rule, ENDS.get(rule.rpartition("-")[2], found.kind))
    assert found.area in AREAS.values()
    assert (found.verdict is Verdict.BREAKING) == (RULES[rule].severity is Severity.ERROR)


USER = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
}
AGED = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "description": "In years. Never negative."}},
}


def both_ways(schema: dict[str, object], **said: object) -> dict[str, object]:
    """An operation that takes and gives a user."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}
    return operation(
        "/users",
        "post",
        summary="Keep a user",
        requestBody={"content": content},
        responses={"200": {"description": "kept", "content": content}},
        components={"schemas": {"User": schema}},
        **said,
    )


def test_a_field_is_told_once_for_both_ways_in_the_words_of_the_document() -> None:
    (found,) = entries(both_ways(USER), both_ways(AGED))
    assert (found.kind, found.area, found.subject) == (Kind.ADDED, "fields", "User.age")
    assert found.text == "User.age is new and optional in requests, is new in answers"
    assert found.told == "In years."
    assert found.operations == ("POST /users",)


def test_texts_alone_are_counted_and_no_news() -> None:
    told = changelog(from_mapping(both_ways(USER)), from_mapping(both_ways(USER, description="Now in other words.")))
    assert (told.entries, told.reworded) == ((), ("POST /users",))
    assert "Nothing is new but texts." in as_text.render(told)


def test_equal_documents_have_no_news() -> None:
    told = changelog(from_mapping(both_ways(USER)), from_mapping(both_ways(USER)))
    assert "Nothing is new." in as_text.render(told)


def test_documents_of_one_version_are_called_by_their_files() -> None:
    told = changelog(from_mapping(both_ways(USER), "old.yaml"), from_mapping(both_ways(AGED), "new.yaml"))
    assert as_text.render(told).startswith("t new.yaml: what is new since old.yaml\n")


def test_a_parameter_s_schema_is_the_parameter_s() -> None:
    def sized(maximum: int) -> dict[str, object]:
        return operation(
            parameters=[{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": maximum}}]
        )

    assert [entry.area for entry in entries(sized(9), sized(5))] == ["parameters"]


NASTY = "<script>*x*</script> \x1b[31m [a](b)"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_every_fact_and_lets_no_text_act(name: str) -> None:
    old = both_ways(USER)
    new = both_ways({**AGED, "required": ["age"], "description": NASTY})
    new["paths"]["/more"] = {"get": {"summary": NASTY, "responses": {"200": {"description": NASTY}}}}  # type: ignore[index]
    told = changelog(from_mapping(old), from_mapping(new))
    written = as_text.render(told, width=10_000) if name == "text" else FORMATS[name](told)
    assert "\x1b" not in written
    if name == "markdown":
        assert "<script>" not in written
    plain = re.sub(r"[\\`]", "", html.unescape(written))
    for entry in told.entries:
        for fact in (entry.kind.value, *entry.text.split(), *entry.operations):
            assert fact.lower() in plain.lower()
    assert ("breaking" if name == "json" else "breaks clients") in plain.lower()


def test_json_says_which_rules_speak() -> None:
    data = json.loads(FORMATS["json"](changelog(from_mapping(both_ways(USER)), from_mapping(both_ways(AGED)))))
    assert data["entries"][0]["rules"] == ["request-property-added", "response-property-added"]
    assert data["summary"] == "1 added; no client breaks."
