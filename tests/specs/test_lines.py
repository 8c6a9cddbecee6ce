"""The lines that JSON pointers stand on, against a brute-force reading of the text."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_pointers import KEYS, TREES, places

from specs import lines, pointers, yaml_lines

MARKED = st.recursive(
    st.just(0),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)


def numbered(tree: Any, found: list[str], pointer: str = "") -> Any:
    """The tree with each leaf replaced by a number of its own, by which its line is found without any parser."""
    if isinstance(tree, dict):
        return {key: numbered(item, found, pointers.join(pointer, key)) for key, item in tree.items()}
    if isinstance(tree, list):
        return [numbered(item, found, pointers.join(pointer, index)) for index, item in enumerate(tree)]
    found.append(pointer)
    return 1_000_000 + len(found) - 1


@pytest.mark.parametrize(
    "dump",
    [
        lambda tree: json.dumps(tree, indent=2),
        lambda tree: yaml.safe_dump(tree, default_flow_style=False, allow_unicode=True, width=10**6),
    ],
    ids=["json", "yaml"],
)
@given(tree=st.dictionaries(KEYS, MARKED, min_size=1, max_size=3))
def test_lines_are_those_of_a_brute_force_search(dump: Any, tree: Any) -> None:
    leaves: list[str] = []
    text = dump(numbered(tree, leaves))
    for number, pointer in enumerate(leaves):
        line = next(n for n, each in enumerate(text.splitlines(), 1) if str(1_000_000 + number) in each)
        assert lines.line_of(text, pointer) == line


@pytest.mark.parametrize(
    ("text", "pointer", "line"),
    [
        ('{"a": {\n"b": [1,\n2]}}', "/a/b/1", 3),
        ('\ufeff{"a":\n1}', "/a", 1),
        ('{"a": 1}', "/b", None),
        ('{"a": 1}', "/a/b", None),
        ('{"a": [1]}', "/a/1", None),
        ("{a: 1,\n b: [2,\n3]}", "/b/1", 3),
        ("a: &a\n  x: 1\nb:\n  <<: *a\n  y: 2\n", "/b/x", 2),
        ("a: &a\n  x: 1\nb:\n  <<: [*a]\n", "/b/x", 2),
        ("200:\n  a: 1\n", "/200/a", 2),
        ("a: 1\n", "/a/b", None),
        ("a: [1]\n", "/a/x", None),
        ("a: &x 1\nb: &x 2\n", "/b", 2),
    ],
)
def test_lines_in_texts_of_every_kind(text: str, pointer: str, line: int | None) -> None:
    assert lines.line_of(text, pointer) == line


@given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=3))
def test_a_span_in_a_json_text_holds_exactly_its_value(tree: Any) -> None:
    text = json.dumps(tree, indent=1)
    for pointer, value in places(tree):
        span = lines.json_span(text, pointer)
        assert span
        told = text[slice(*span)]
        held = json.loads(f"{{{told}}}") if _is_member(tree, pointer) else {"": json.loads(told)}
        assert list(held.values()) == [value]


def _is_member(tree: Any, pointer: str) -> bool:
    return bool(pointer) and isinstance(pointers.find(tree, pointer.rpartition("/")[0]), dict)


def test_few_texts_are_gone_through_once_each_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = yaml_lines._compose
    monkeypatch.setattr(yaml_lines, "_compose", lambda text: made.append(text) or real(text))
    texts = [f"a: {number}\nb: [1, 2]\n" for number in range(9)]
    for text in [*texts, *reversed(texts), *texts]:
        assert lines.line_of(text, "/b/1") == 2
    assert made == texts


def test_of_long_texts_only_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_lines, "_MOST_TEXT", 40)
    for number in range(20):
        lines.line_of(f"a: {number:010}\n", "/a")
    assert len(yaml_lines._composed_of) == yaml_lines._FEWEST


def test_an_equal_text_is_found_again_by_its_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = lines._skimmed_before
    monkeypatch.setattr(lines, "_skimmed_before", lambda text: read.append(text) or real(text))
    text = json.dumps({str(number): number for number in range(50)})
    again = f"{text} ".removesuffix(" ")
    assert again is not text
    for each in (text, again, text):
        assert {lines.line_of(each, f"/{number}") for number in range(50)} == {1}
    assert len(read) == 2


def test_what_is_nested_too_deep_to_be_read_is_nowhere() -> None:
    text = "[" * 100_000 + "]" * 100_000
    assert lines.json_span(text, "") is None
    assert lines.json_span(text, "/0/0") is None
