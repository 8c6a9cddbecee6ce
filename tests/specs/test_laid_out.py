"""The lines of JSON that is laid out in lines are those that are found by reading it; of any other nothing is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_pointers import KEYS, TREES, places

import specs
from specs import laid_out, lines

ASKEW = b"""{
  "a": {
    "x": {
      "deep": 1
  },
    "y": [
  1
    ]
  },
  "b": {
    "y": 2}
}
"""
SOURCES = {
    "on one line": b'{"a": {"b": [1, 2]}}\n',
    "on one line below another": b'\n{"a": {"b": 1}}',
    "askew": ASKEW,
    "with carriage returns": b'{\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}',
    "with a member on the line of another": b'{\n  "a": 1, "b": 2\n}',
    "with a bracket on the line of a member": b'{\n  "a": {\n    "b": 1 }\n}',
}


@given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=3), indent=st.sampled_from(["\t", " ", "    "]))
def test_what_is_laid_out_is_found_where_it_is_read(tree: Any, indent: str) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    content = text.encode("utf-8", "surrogatepass")
    for pointer, _ in places(tree):
        assert laid_out.line_of(content, pointer, tree) == lines.line_of(text, pointer)
    assert laid_out.line_of(content, "/there/is/none", tree) is None


@pytest.mark.parametrize("content", SOURCES.values(), ids=SOURCES)
def test_of_anything_else_a_line_is_told_right_or_not_at_all(content: bytes) -> None:
    data = json.loads(content)
    for pointer, _ in places(data):
        try:
            line = laid_out.line_of(content, pointer, data)
        except laid_out.OtherwiseLaidOutError:
            continue
        assert line == lines.line_of(content.decode(), pointer)


def test_lines_are_counted_over_all_blocks_of_a_long_text() -> None:
    data = {f"key {number}": {"a": [number, "\u20ac" * 80]} for number in range(3_000)}
    content = json.dumps(data, indent=2, ensure_ascii=False).encode()
    for number in (0, 1_234, 2_999):
        assert laid_out.line_of(content, f"/key {number}/a/1", data) == 2 + 6 * number + 3


@pytest.mark.parametrize("option", [orjson.OPT_INDENT_2, 0])
def test_a_document_tells_lines_however_it_is_laid_out(tmp_path: Path, option: int) -> None:
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": {}}},
    }
    path = tmp_path / "api.json"
    path.write_bytes(orjson.dumps(raw, option=option))
    line = 10 if option else 1
    assert specs.load(path).place("/components/schemas/A") == f"{path}:{line}"
