"""Messages and media types."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.messages import (
    DEEPEST,
    Request,
    Response,
    best_match,
    essence,
    is_json,
    is_too_deep,
    joined,
    matches,
    read_json,
    write_json,
)

HEADERS = (("Accept", "a/b"), ("X-One", "1"), ("accept", "c/d"))


def test_a_header_is_found_without_case_and_joined() -> None:
    assert Request("GET", "/", "", HEADERS).header("ACCEPT") == "a/b, c/d"
    assert Response(200, HEADERS).header("x-one") == "1"
    assert joined(HEADERS, "missing") is None
    assert joined((("Cookie", "a=1"), ("cookie", "b=2")), "Cookie") == "a=1; b=2"


@pytest.mark.parametrize(
    ("media_type", "kind", "json_like"),
    [
        ("Application/JSON; charset=utf-8", "application/json", True),
        ("application/problem+json", "application/problem+json", True),
        ("text/json ", "text/json", True),
        ("application/jsonp", "application/jsonp", False),
        ("text/plain", "text/plain", False),
    ],
)
def test_media_types_are_told_apart(media_type: str, kind: str, json_like: bool) -> None:
    assert essence(media_type) == kind
    assert is_json(media_type) == json_like


@pytest.mark.parametrize(
    ("documented", "actual", "best"),
    [
        (["*/*", "application/*", "application/json"], "application/json; charset=utf-8", "application/json"),
        (["*/*", "application/*"], "application/xml", "application/*"),
        (["*/*", "application/*"], "text/plain", "*/*"),
        (["application/json"], "text/plain", None),
        (["application/*"], "applications/json", None),
        (["application/*", "application/*+json"], "application/hal+json", "application/*+json"),
        (["application/*+json"], "application/json", None),
        (["application/*+json"], "text/hal+json", None),
        ([], "text/plain", None),
    ],
)
def test_the_most_specific_media_type_is_taken(documented: list[str], actual: str, best: str | None) -> None:
    assert best_match(documented, actual) == best
    assert any(matches(pattern, actual) for pattern in documented) == (best is not None)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_bodies_are_read_and_written_as_the_standard_library_does(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert json.loads(write_json(value)) == value


@given(st.integers(-(2**63) - 9, -(2**63) + 9) | st.integers(2**64 - 9, 2**64 + 9), st.sampled_from(["", ".5", "e0"]))
def test_integers_are_read_exactly_about_the_ends_of_64_bits(number: int, more: str) -> None:
    text = f'{{"a": [{number}{more}], "b": "-{number}", "c": -1}}'
    assert read_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b"[1e999]",
        b"[1e999, 12345678901234567890]",
        b'["\\ud800"]',
        b'["\\ud800", 12345678901234567890]',
        b'"\xff"',
        b"[NaN, 12345678901234567890]",
        b"[" * 100_000,
        b"[" * 100_000 + b"12345678901234567890",
        b"9" * 5000,
    ],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(body)


@pytest.mark.parametrize("value", [{"text": "x" * 100_000}, [{"id": number} for number in range(500)]])
def test_what_is_written_takes_no_more_memory_than_it_is_long(value: object) -> None:
    tracemalloc.start()
    written = write_json(value)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < len(written) + 1000


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * DEEPEST + b"]" * DEEPEST, False),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), True),
        (b"[" * 100_000, True),
        (b'[{"a":' * 200, True),
        (b"[]" * 1_000, False),
        (b'{"a": "' + b"[" * 1_000 + b'"} and more', False),
        (b'"\\"' + b"[" * 1_000, False),
    ],
)
def test_levels_are_counted_in_what_is_no_json_too(body: bytes, deep: bool) -> None:
    assert is_too_deep(body) is deep
