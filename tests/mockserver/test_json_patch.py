"""Source of most cases: RFC 6902, appendix A; RFC 6901, 5."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from mockserver.state.json_patch import ConflictError, PatchError, UnreadableError, patched


def op(name: str, path: str, **more: Any) -> dict[str, Any]:
    source = {"from": more.pop("source")} if "source" in more else {}
    return {"op": name, "path": path, **source, **more}


NESTED = {"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}}
DONE: dict[str, tuple[Any, list[dict[str, Any]], Any]] = {
    "A.1": ({"foo": "bar"}, [op("add", "/baz", value="qux")], {"baz": "qux", "foo": "bar"}),
    "A.2": ({"foo": ["bar", "baz"]}, [op("add", "/foo/1", value="qux")], {"foo": ["bar", "qux", "baz"]}),
    "A.3": ({"baz": "qux", "foo": "bar"}, [op("remove", "/baz")], {"foo": "bar"}),
    "A.4": ({"foo": ["bar", "qux", "baz"]}, [op("remove", "/foo/1")], {"foo": ["bar", "baz"]}),
    "A.5": ({"baz": "qux", "foo": "bar"}, [op("replace", "/baz", value="boo")], {"baz": "boo", "foo": "bar"}),
    "A.6": (
        NESTED,
        [op("move", "/qux/thud", source="/foo/waldo")],
        {"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}},
    ),
    "A.7": ({"foo": [1, 2, 3, 4]}, [op("move", "/foo/3", source="/foo/1")], {"foo": [1, 3, 4, 2]}),
    "A.8": (
        {"baz": "qux", "foo": ["a", 2, "c"]},
        [op("test", "/baz", value="qux"), op("test", "/foo/1", value=2)],
        {"baz": "qux", "foo": ["a", 2, "c"]},
    ),
    "A.10": (
        {"foo": "bar"},
        [op("add", "/child", value={"grandchild": {}})],
        {"foo": "bar", "child": {"grandchild": {}}},
    ),
    "A.11": ({"foo": "bar"}, [op("add", "/baz", value="qux", xyz=123)], {"foo": "bar", "baz": "qux"}),
    "A.14": ({"/": 9, "~1": 10}, [op("test", "/~01", value=10)], {"/": 9, "~1": 10}),
    "A.16": ({"foo": ["bar"]}, [op("add", "/foo/-", value=["abc", "def"])], {"foo": ["bar", ["abc", "def"]]}),
    "slash": ({"a/b": 1}, [op("replace", "/a~1b", value=2)], {"a/b": 2}),
    "empty name": ({"": 1}, [op("copy", "/b", source="/")], {"": 1, "b": 1}),
    "whole": ({"a": 1}, [op("replace", "", value={"b": 2})], {"b": 2}),
    "whole by add": ({"a": 1}, [op("add", "", value={"b": 2})], {"b": 2}),
    "copy is another": (
        {"a": [1]},
        [op("copy", "/b", source="/a"), op("add", "/b/-", value=2)],
        {"a": [1], "b": [1, 2]},
    ),
    "same place": ({"a": 1}, [op("move", "/a", source="/a")], {"a": 1}),
    "numbers": ({"a": 1}, [op("test", "/a", value=1.0)], {"a": 1}),
    "replace in array": ([1, 2], [op("replace", "/1", value=3)], [1, 3]),
    "null": ({"a": None}, [op("test", "/a", value=None)], {"a": None}),
}
REFUSED: dict[str, tuple[Any, Any, type[PatchError]]] = {
    "A.9": ({"baz": "qux"}, [op("test", "/baz", value="bar")], ConflictError),
    "A.12": ({"foo": "bar"}, [op("add", "/baz/bat", value="qux")], ConflictError),
    "A.15": ({"/": 9, "~1": 10}, [op("test", "/~01", value="10")], ConflictError),
    "true is not 1": ({"a": [True]}, [op("test", "/a", value=[1])], ConflictError),
    "beyond the end": ({"a": []}, [op("add", "/a/1", value=1)], ConflictError),
    "leading zero": ({"a": [1, 2]}, [op("remove", "/a/01")], ConflictError),
    "minus is nothing": ({"a": [1]}, [op("remove", "/a/-")], ConflictError),
    "into itself": ({"a": {}}, [op("move", "/a/b", source="/a")], ConflictError),
    "into a text": ({"a": "x"}, [op("add", "/a/0", value=1)], ConflictError),
    "not there": ({}, [op("replace", "/a", value=1)], ConflictError),
    "whole away": ({}, [op("remove", "")], ConflictError),
    "no array": ({}, {"a": 1}, UnreadableError),
    "no object": ({}, [1], UnreadableError),
    "unknown": ({}, [op("spam", "/a")], UnreadableError),
    "no name": ({}, [{"op": [], "path": "/a"}], UnreadableError),
    "no value": ({}, [op("add", "/a")], UnreadableError),
    "no source": ({}, [op("copy", "/a")], UnreadableError),
    "no pointer": ({}, [op("add", "a", value=1)], UnreadableError),
    "bad escape": ({}, [op("add", "/a~2", value=1)], UnreadableError),
    "grows": ({"a": 1}, [op("copy", f"/{n}", source="") for n in range(60)], PatchError),
    "deep": ({"a": {}}, [op("add", "/a" * n, value={}) for n in range(1, 200)], PatchError),
}


@pytest.mark.parametrize("name", DONE)
def test_what_a_patch_makes_of_a_value(name: str) -> None:
    before, patch, after = DONE[name]
    kept = deepcopy(before)
    assert patched(before, patch) == after
    assert before == kept


@pytest.mark.parametrize("name", REFUSED)
def test_a_patch_that_cannot_be_done_changes_nothing(name: str) -> None:
    before, patch, error = REFUSED[name]
    kept = deepcopy(before)
    with pytest.raises(error):
        patched(before, patch)
    assert before == kept
