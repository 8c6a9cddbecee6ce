"""What a card of the HTML report shows beside its finding: lines of both documents, and what it is filtered by."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from contracts.compat.compare import compare
from contracts.findings import Report
from contracts.render.facets import facets
from contracts.render.passages import Passage, passages
from specs import load

OLD = """openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /api/things/{id}:
    get:
      tags: [things]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - name: size
          in: query
          schema:
            type: integer
            minimum: 1
            maximum: 500
            description: a
            title: b
            deprecated: false
      responses: {'200': {description: ok}}
  /api/others:
    get:
      responses: {'200': {description: ok}}
"""
NEW = OLD.replace("maximum: 500", "maximum: 200").replace("  /api/others:\n    get:", "  /api/others:\n    post:")


def compared(folder: Path, old: str, new: str, suffix: str = "yaml") -> Report:
    for name, text in (("old", old), ("new", new)):
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    return compare(load(str(folder / f"old.{suffix}")), load(str(folder / f"new.{suffix}")))


def of(report: Report, rule: str) -> tuple[Passage, ...]:
    (found,) = [each for each in report.findings if each.rule == rule]
    return passages(report)[id(found)]


def test_both_sides_show_the_lines_that_differ_and_those_around_them(tmp_path: Path) -> None:
    old, new = of(compared(tmp_path, OLD, NEW), "request-constraint-tightened")
    assert (old.side, new.side) == ("old", "new")
    assert old.place.endswith("old.yaml:11")
    assert [(row.number, row.text.strip()) for row in old.rows] == [
        (11, "schema:"),
        (None, "⋯"),
        (13, "minimum: 1"),
        (14, "maximum: 500"),
        (15, "description: a"),
        (None, "⋯"),
    ]
    assert [row.text.strip() for row in new.rows if row.differs] == ["maximum: 200"]


def test_what_only_one_side_says_is_shown_where_it_would_stand_in_the_other(tmp_path: Path) -> None:
    new = OLD.replace("            maximum: 500\n", "            maximum: 500\n            multipleOf: 5\n")
    old_side, new_side = of(compared(tmp_path, OLD, new), "request-constraint-tightened")
    assert [row.text.strip() for row in new_side.rows if row.differs] == ["multipleOf: 5"]
    assert not any(row.differs for row in old_side.rows)
    assert {"maximum: 500", "description: a"} <= {row.text.strip() for row in old_side.rows}


def test_what_is_gone_has_one_side(tmp_path: Path) -> None:
    (gone,) = of(compared(tmp_path, OLD, NEW), "operation-removed")
    assert gone.side == "old"
    assert gone.rows[0].text == "get:"
    assert gone.rows[0].number == 20


def test_json_ends_where_its_value_does(tmp_path: Path) -> None:
    documents = [json.dumps(load(str(path)).raw, indent=2) for path in _files(tmp_path)]
    old, _ = of(compared(tmp_path, *documents, suffix="json"), "request-constraint-tightened")
    assert old.rows[0].text.startswith('"schema": {')


def test_a_document_on_one_line_is_not_shown(tmp_path: Path) -> None:
    documents = [json.dumps(load(str(path)).raw | {"x-long": "x" * 3000}) for path in _files(tmp_path)]
    assert of(compared(tmp_path, *documents, suffix="json"), "request-constraint-tightened") == ()


def _files(folder: Path) -> list[Path]:
    compared(folder, OLD, NEW)
    return [folder / "old.yaml", folder / "new.yaml"]


def test_a_long_line_is_cut_and_what_acts_on_a_reader_spelled(tmp_path: Path) -> None:
    new = NEW.replace("description: a", f"description: '\u202e{'x' * 500}'")
    _, side = of(compared(tmp_path, OLD, new), "request-constraint-tightened")
    (long,) = [row.text for row in side.rows if "description" in row.text]
    assert r"\u202e" in long
    assert len(long) == 160


def test_a_report_of_several_documents_shows_no_lines(comparison: Report) -> None:
    assert set(passages(comparison).values()) == {()}


def test_passages_end_where_there_is_no_more_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.render.passages._BUDGET", 1)
    shown = passages(compared(tmp_path, OLD, NEW))
    assert [bool(each) for each in shown.values()] == [True] + [False] * (len(shown) - 1)


def test_findings_are_filtered_by_what_they_differ_in(tmp_path: Path) -> None:
    report = compared(tmp_path, OLD, NEW)
    told = {facet.name: {option.label: option.count for option in facet.options} for facet in facets(report).each}
    assert told["area"] == {"others": 2, "things": 1}
    assert told["verdict"] == {"breaking": 2, "compatible": 1}
    assert "level" not in told
    assert "tag" not in told


def test_tags_of_operations_are_facets(tmp_path: Path) -> None:
    tagged = (
        text.replace("/api/others:\n    get:", "/api/others:\n    get:\n      tags: [other]") for text in (OLD, OLD)
    )
    old, new = tagged
    report = compared(tmp_path, old, new.replace("maximum: 500", "maximum: 200").replace("'200'", "'201'"))
    (tags,) = [facet for facet in facets(report).each if facet.name == "tag"]
    assert [option.label for option in tags.options] == ["other", "things"]


def test_every_finding_has_a_token_of_each_facet_it_has_a_value_in(comparison: Report) -> None:
    told = facets(comparison)
    letters = {option.token for facet in told.each for option in facet.options}
    for finding in comparison.findings:
        own = told.tokens[id(finding)].split()
        assert set(own) <= letters
        assert sum(token.startswith("s") for token in own) == 1


def test_one_finding_has_nothing_to_be_filtered_by(comparison: Report) -> None:
    one = dataclasses.replace(comparison, findings=comparison.findings[:1])
    assert facets(one).each == ()
