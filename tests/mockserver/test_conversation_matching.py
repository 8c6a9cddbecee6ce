"""That conversations fail where the mock says something else than is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conversation_matching import differences, expected_json, filled, fits
from conversation_text import read, unescaped


@pytest.mark.parametrize(
    ("pattern", "text", "bound"),
    [
        ("as it is", "as it is", {}),
        ("a{{_}}c", "abc", {}),
        ("{{_}}", "", {}),
        ("{{id}}/{{id}}", "7/7", {"id": "7"}),
        (r"{{id:\d{2}}}!", "17!", {"id": "17"}),
        ("(a.b)*", "(a.b)*", {}),
        ("{{text}}", "two\nlines", {"text": "two\nlines"}),
    ],
)
def test_texts_fit(pattern: str, text: str, bound: dict[str, Any]) -> None:
    found: dict[str, Any] = {}
    assert fits(pattern, text, found)
    assert found == bound
    assert filled(pattern, found | {"_": text}) == text or "{{_}}" in pattern


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("as it is", "as it is not"),
        ("a.c", "abc"),
        ("{{id}}/{{id}}", "7/8"),
        (r"{{id:\d{2}}}", "7"),
        ("{{known}}", "b"),
    ],
)
def test_texts_do_not_fit(pattern: str, text: str) -> None:
    found = {"known": "a"}
    assert not fits(pattern, text, found)
    assert found == {"known": "a"}


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ('{"a": 1}', {"a": 1}, []),
        ('{"a": 1}', {"a": 1, "b": 2}, ["/b: is not expected"]),
        ('{"a": 1, ...}', {"a": 1, "b": 2}, []),
        ('{"a": 1, ...}', {"b": 2}, ["/a: is missing"]),
        ('{"a": 1}', {"a": True}, ["/a: expected 1, found true"]),
        ('{"a": 1}', {"a": "1"}, ['/a: expected 1, found "1"']),
        ("[1, 2]", [1], ["the body: expected 2 items, found 1"]),
        ("[1]", [1, 2], ["the body: expected 1 items, found 2"]),
        ("[1, ...]", [1, 2], []),
        ('[{"a": [1, ...], ...}]', [{"a": [2]}], ["/0/a/0: expected 1, found 2"]),
        ('{"id": {{id}}, "same": {{id}}}', {"id": 7, "same": 7}, []),
        ('{"id": {{id}}, "same": {{id}}}', {"id": 7, "same": 8}, ["/same: expected {{id}}, found 8"]),
        (r'{"id": {{id:\d+}}}', {"id": "seven"}, [r"/id: expected {{id:\d+}}, found seven"]),
        (r'{"id": "{{id:\d+}}"}', {"id": "7"}, []),
        (r'{"id": "{{id:\d+}}"}', {"id": 7}, [r'/id: expected "{{id:\\d+}}", found 7']),
        ('"..."', "...", []),
        ("null", {}, ["the body: expected null, found {}"]),
    ],
)
def test_json_is_held_against_what_is_written(expected: str, found: Any, told: list[str]) -> None:
    assert list(differences(expected_json(expected), found, {})) == told


def test_a_name_outside_quotation_marks_keeps_its_type() -> None:
    bound: dict[str, Any] = {}
    assert list(differences(expected_json('{"id": {{id}}}'), {"id": 7}, bound)) == []
    assert filled('GET /toys/{{id}}, {"id": {{id}}}', bound) == 'GET /toys/7, {"id": 7}'
    with pytest.raises(KeyError, match="unheard"):
        filled("{{unheard}}", bound)


def test_what_is_no_json_is_no_expectation() -> None:
    with pytest.raises(json.JSONDecodeError):
        expected_json('{"a": }')


def test_escapes_are_bytes() -> None:
    assert unescaped(r"\x00\xff\r\n\t\\x é") == b"\x00\xff\r\n\t\\x \xc3\xa9"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1: begins with a title"),
        ("=== request\nGET /", ":1: begins with a title"),
        ("Title\n\nmock: a.yaml\n\n=== request\nGET /", ":1: the head says"),
        ("Title\n\nfeature: x\n\n=== request\nGET /", ":1: the head knows"),
        ("Title\n\nfeatures: x\nmock: a\n\n=== question\nGET /", ":6: 'question' means nothing"),
        ("Title\n\nfeatures: x\nmock: a\n\n=== request, politely\nGET /", ":6: 'politely' means nothing"),
    ],
)
def test_a_file_that_is_not_written_so_is_refused(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=told):
        read(path)
