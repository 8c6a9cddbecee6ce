"""Overlays as they are laid over a document on load: where its parts stand afterwards, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs import load
from specs.checks import check
from specs.errors import SpecError
from specs.options import Options

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      parameters:
      - {name: x, in: query, schema: {type: string}}
      - {name: y, in: query, schema: {type: integer}}
      responses:
        '200': {description: d}
"""
OVERLAY = """\
overlay: 1.1.0
info: {title: o, version: '1'}
actions:
- target: $.paths['/a'].get.parameters[0]
  remove: true
- target: $.paths['/a']
  update:
    put:
      responses:
        '200': {description: d}
- target: $.paths['/a'].get
  copy: $.paths['/a'].put
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "o.yaml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_each_part_is_placed_in_the_file_that_wrote_it() -> None:
    document = load("api.yaml", Options(overlays=("o.yaml",)))
    assert [operation.key for operation in document.operations] == ["GET /a", "PUT /a"]
    assert document.place("/paths/~1a/get/parameters/0") == "api.yaml:8"
    assert document.place("/paths/~1a/put/responses/200/description") == "o.yaml:10"
    assert document.place("/paths/~1a/get/responses/200/description") == "o.yaml:12"
    assert document.place("/info/title") == "api.yaml:2"
    assert document.slips == ()


def test_overlays_are_applied_in_order_before_other_files_are_read(folder: Path) -> None:
    (folder / "b.yaml").write_text("A: {type: integer}\n", encoding="utf-8")
    first = (
        "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n- target: $\n  update: {components: {schemas: {}}}\n"
    )
    second = first.replace("target: $", "target: $.components.schemas")
    (folder / "1.yaml").write_text(first, encoding="utf-8")
    (folder / "2.yaml").write_text(second.replace("{components: {schemas: {}}}", "{B: {$ref: 'b.yaml#/A'}}"))
    document = load("api.yaml", Options(overlays=("1.yaml", "2.yaml")))
    assert list(document.schemas) == ["B"]


def test_what_an_overlay_did_not_reach_is_told_and_does_no_harm(folder: Path) -> None:
    text = OVERLAY.replace("parameters[0]", "parameters[7]").replace("actions:", "extends: other.yaml\nactions:")
    (folder / "o.yaml").write_text(text, encoding="utf-8")
    document = load("api.yaml", Options(overlays=("o.yaml",)))
    told = [slip.message for slip in document.slips]
    assert told == [
        "o.yaml:3 #/extends: it extends 'other.yaml', and is applied to api.yaml",
        "o.yaml:5 #/actions/0: the target \"$.paths['/a'].get.parameters[7]\" selects nothing",
    ]
    (folder / "o.yaml").write_text(OVERLAY.replace("actions:", "extends: ./api.yaml\nactions:"), encoding="utf-8")
    assert load("api.yaml", Options(overlays=("o.yaml",))).slips == ()


def test_a_document_that_an_overlay_breaks_is_refused_like_any_other(folder: Path) -> None:
    text = "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n- target: $\n  update: {info: x}\n"
    (folder / "o.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"o\.yaml:5 #/actions/0/update: a scalar cannot be laid over a mapping"):
        load("api.yaml", Options(overlays=("o.yaml",)))


def test_strictness_forgives_warnings_only(folder: Path) -> None:
    assert load("api.yaml", Options(strict=True)).slips == ()
    (folder / "api.yaml").write_text(DOCUMENT.replace("d}", "d, content: {a/b: {example: 1, schema: {type: string}}}}"))
    told = [each.id for each in check(load("api.yaml", Options(strict=True)))]
    assert told == ["refusal-undocumented", "example-invalid"]
    (folder / "api.yaml").write_text(DOCUMENT.replace("{description: d}", "{}"), encoding="utf-8")
    with pytest.raises(SpecError, match=r"(?s)1 problem that --strict does not forgive.*api\.yaml:10: error"):
        load("api.yaml", Options(strict=True))
