from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from pace import fair

from specs import patterns

EITHER = [patterns.found, patterns.found_by_second]

MATCHES = [
    # ECMA 262: digits and words are ASCII, spaces are not, and $ is the end and not the end of the last line
    (r"^\d$", "5", True),
    (r"^\d$", "\u0665", False),
    (r"^\D$", "\u0665", True),
    (r"^[^\d]$", "\u0665", True),
    (r"^\w$", "_", True),
    (r"^\w$", "é", False),
    (r"^[\W]$", "é", True),
    (r"^\s$", "\u00a0", True),
    (r"^[\s\S]*$", "a\n\u00a0", True),
    (r"^[\S]$", " ", False),
    ("^a$", "a\n", False),
    ("a.c", "a\nc", False),
    # Unicode properties, code points, named groups, escapes
    (r"^\p{L}+$", "Grüße", True),
    (r"^[\p{Lu}\p{Nd}_]+$", "É\u0665_", True),
    (r"^\P{L}$", "é", False),
    (r"^\p{Script=Greek}$", "λ", True),
    (r"^\u{1F600}$", "😀", True),
    (r"^[\u{1F600}-\u{1F602}]$", "😁", True),
    ("^(?<word>a)b$", "ab", True),
    ("(?<=a)b", "ab", True),
    ("(?<!a)b", "ab", False),
    (r"^\/[\/\-.]\-$", "/.-", True),
    # an opening bracket in a class is a character, a dot or dollar too
    ("^[[]$", "[", True),
    ("^[.$]$", "a", False),
    ("^[.$]$", "$", True),
    ("^a{1,}b{2}c{1,2}$", "aabbcc", True),
    # braces and hyphens that are no repetitions and no ranges are characters
    ("^(?:a|{b})$", "{b}", True),
    ("^(?:a){e}$", "a{e}", True),
    ("^(?:a){e}$", "b", False),
    (r"^[\w-.]$", "-", True),
    (r"^[\w-.]$", "/", False),
    # not anchored
    ("b", "abc", True),
]


@pytest.mark.parametrize(("pattern", "text", "matches"), MATCHES)
@pytest.mark.parametrize("found", EITHER)
def test_both_engines_read_a_pattern_as_the_standard_says(
    found: Callable[[str, str], bool], pattern: str, text: str, matches: bool
) -> None:
    assert found(pattern, text) == matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^[^]$", "\n"),
        (r"^(?<y>\d)-\k<y>$", "1-1"),
        (r"^[\b]$", "\x08"),
    ],
)
def test_the_second_reads_what_the_first_does_not(pattern: str, text: str) -> None:
    assert patterns.found_by_second(pattern, text)
    assert not patterns.found_by_second(pattern, "xx")


@pytest.mark.parametrize("pattern", [r"^.{1,2097152}$", r"[\p{all}]*", "[a"])
def test_a_pattern_that_cannot_be_read_is_known(pattern: str) -> None:
    assert not patterns.readable(pattern)
    assert not patterns.found(pattern, "a")


def test_the_second_says_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        patterns.found_by_second("[a", "a")


def test_neither_runs_on_and_on() -> None:
    pattern, text = "^(?:(?:a+)+|(?:aa+)+)+(?=b)$", "a" * 60
    begun = time.process_time()
    assert not patterns.found(pattern, text)
    with pytest.raises(TimeoutError):
        patterns.found_by_second(r"^(a|a)*(?=b)\1$", text)
    assert fair(time.process_time() - begun) < 5


def test_a_pattern_weighs_what_it_repeats() -> None:
    def weight(pattern: str) -> int:
        return patterns.weight({"properties": {"a": {"type": "array", "items": {"pattern": pattern}}}})

    assert patterns.weight({"$defs": {"a": True, "b": {}}, "properties": {"pattern": {"const": "a{1,9000}"}}}) == 3
    assert weight("^a+$") == 1
    assert 500 < weight("^[^a]{3,4357}$") < 1000
    assert weight(r"^\p{L}{1,100}$") > 10 * weight("^[a-z]{1,100}$")


def test_translation_leaves_python_nothing_to_misread() -> None:
    assert re.search(patterns.translated(r"^[\w$.]+$"), "a.$")
