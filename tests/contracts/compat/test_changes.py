"""Everything that can break a client, as a table of pairs: what is told of each, and whether it is proven."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.compat.compare import compare
from contracts.compat.rules import RULES
from contracts.findings import Report
from contracts.render import as_json, as_text
from specs.load import from_mapping
from specs.model import Document

FOLDER = Path(__file__).parent / "changes"
ROWS: dict[str, dict[str, Any]] = {
    f"{file.stem}: {name}": row
    for file in sorted(FOLDER.glob("*.yaml"))
    for name, row in yaml.safe_load(file.read_text("utf-8")).items()
}
"""Each with ``old`` and ``new``, what they are ``of``, and what is ``found``: rule → verdict, or nothing."""
_DONE = {"200": {"description": "done"}}


def _operation(**said: Any) -> dict[str, Any]:
    return {"paths": {"/things": {"post": {"responses": _DONE} | said}}}


WRAPS = {
    "document": lambda part: part,
    "operation": lambda part: _operation(**part),
    "parameter": lambda part: _operation(parameters=[part]),
    "content": lambda part: _operation(requestBody={"required": True, "content": part}),
    "sent": lambda part: _operation(requestBody={"required": True, "content": {"application/json": {"schema": part}}}),
    "responses": lambda part: _operation(responses=part),
    "response": lambda part: _operation(responses={"200": {"description": "done"} | part}),
    "read": lambda part: _operation(
        responses={"200": {"description": "done", "content": {"application/json": {"schema": part}}}}
    ),
    "callback": lambda part: _operation(callbacks={"told": {"{$request.body#/url}": {"post": part}}}),
    "webhook": lambda part: {"openapi": "3.1.0", "webhooks": {"told": {"post": part}}},
}
"""How to make a document of a part of one."""


def documents(row: dict[str, Any]) -> list[dict[str, Any]]:
    heads = [row.get("dialects", ["3.0.3", "3.0.3"])[index] for index in (0, 1)]
    made = []
    for version, part in zip(heads, (row["old"], row["new"]), strict=True):
        dialect = {"swagger": "2.0"} if version == "2.0" else {"openapi": version}
        made.append(dialect | {"info": {"title": "t", "version": "1"}} | WRAPS[row.get("of", "document")](part))
    return made


@cache
def read(name: str) -> list[Document]:
    return [from_mapping(raw) for raw in documents(ROWS[name])]


@cache
def compared(name: str) -> Report:
    return compare(*read(name))


def told(report: Report) -> Counter[str]:
    return Counter(f"{each.rule} {each.verdict}" for each in report.findings)


def expected(found: dict[str, str] | None) -> Counter[str]:
    """``{rule: breaking}``, ``{rule: safe}`` or ``{rule: unproven}``; several of a rule as ``breaking, breaking``."""
    verdicts = ((rule, verdict.strip()) for rule, all_ in (found or {}).items() for verdict in all_.split(","))
    return Counter(f"{rule} {'compatible' if verdict == 'safe' else verdict}" for rule, verdict in verdicts)


@pytest.mark.parametrize("name", ROWS)
def test_exactly_that_is_found(name: str) -> None:
    assert told(compared(name)) == expected(ROWS[name].get("found"))


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if "undone" in row])
def test_and_exactly_this_when_it_is_undone(name: str) -> None:
    old, new = read(name)
    assert told(compare(new, old)) == expected(ROWS[name]["undone"])


@pytest.mark.parametrize("name", ROWS)
def test_each_side_is_silent_with_itself(name: str) -> None:
    for document, raw in zip(read(name), documents(ROWS[name]), strict=True):
        assert compare(document, from_mapping(raw)).findings == ()


@pytest.mark.parametrize("name", ROWS)
def test_every_break_is_shown_and_can_be_told(name: str) -> None:
    report = compared(name)
    for finding in report.breaking:
        assert finding.witness
        assert finding.witness.reason
        assert finding.witness.confirmed_by
        assert not any(f"{{{field}}}" in finding.message for field in ("subject", "was", "now", "what", "keyword"))
    assert as_text.render(report)
    assert as_json.render(report)


def test_the_rules_named_are_there() -> None:
    assert {rule for row in ROWS.values() for part in ("found", "undone") for rule in row.get(part) or {}} <= set(RULES)
