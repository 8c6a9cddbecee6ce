from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.languages import Undecided, matching, of_length, shortest

TEXTS = ["".join(letters) for size in range(5) for letters in product("ab1", repeat=size)]


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("^a+$", "^aa*$"),
        ("^[0-9]+$", "^\\d+$"),
        ("^ab", "^a"),
        ("ab", "a"),
        ("^(a|b)$", "^[ab]$"),
        ("^[a-z]{3}$", "^\\w+$"),
        ("^$", "^a?$"),
        ("^x-a", "^x-"),
        ("^(foo|bar)$", "^(?:bar|foo|baz)$"),
        ("^a.c$", "^a"),
        ("^[^a]$", "^.|\\s$"),
        ("^\\S+$", "^[^ ]*$"),
    ],
)
def test_one_pattern_holds_all_of_another(narrow: str, wide: str) -> None:
    assert shortest([matching(narrow)], [matching(wide)]) is None


@pytest.mark.parametrize(
    ("pattern", "other", "shows"),
    [
        ("^a*$", "^a+$", ""),
        ("^[ab]$", "^a$", "b"),
        ("a", "^a", "aa"),
        ("^a{2,5}$", "^a{3,}$", "aa"),
        (".", "^[^a]*$", "a"),
    ],
)
def test_the_shortest_text_that_tells_two_patterns_apart(pattern: str, other: str, shows: str) -> None:
    found = shortest([matching(pattern)], [matching(other)])
    assert found is not None
    assert len(found) == len(shows)
    assert re.search(pattern, found)
    assert not re.search(other, found)


def test_lengths_are_languages_too() -> None:
    assert shortest([matching("^[0-9]{4}$")], [of_length(0, 4)]) is None
    assert shortest([matching("^[0-9]{4,5}$")], [of_length(0, 4)]) == "00000"
    assert shortest([of_length(2, 300)], [of_length(1, 300)]) is None
    assert shortest([of_length(3, None)], [of_length(0, 5)]) == "aaaaaa"


def test_patterns_that_share_no_text() -> None:
    assert shortest([matching("^a"), matching("^b")]) is None
    assert shortest([matching("^a"), matching("b$")]) == "ab"


def test_several_patterns_may_hold_together_what_none_holds_alone() -> None:
    assert shortest([matching("^[ab]$")], [matching("^a"), matching("^b")]) is None


@pytest.mark.parametrize(
    "pattern", ["^(?=a)", "(a)\\1", "\\bword", "\\p{Lu}", "[a", "a{" + "9" * 5_000 + "}", "(?i)a", "a(?<!b)"]
)
def test_what_is_no_regular_language_is_not_decided(pattern: str) -> None:
    with pytest.raises(Undecided):
        shortest([matching(pattern)], [matching("^a$")])


def test_a_search_without_end_is_not_decided() -> None:
    with pytest.raises(Undecided, match="too many steps"):
        shortest([matching("(a|b)*a(a|b){14}$")], [matching("(a|b)*a(a|b){15}$")])


_atoms = st.sampled_from(["a", "b", "1", "[ab]", "[^a]", ".", "\\d", "\\w", "(a|b1)", "(ab)"])
_bodies = st.lists(st.tuples(_atoms, st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}"])), min_size=1, max_size=3).map(
    lambda parts: "".join(atom + times for atom, times in parts)
)
_patterns = st.tuples(st.sampled_from(["", "^"]), _bodies, st.sampled_from(["", "$"])).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_patterns, _patterns)
def test_the_answer_agrees_with_trying_short_texts(narrow: str, wide: str) -> None:
    found = shortest([matching(narrow)], [matching(wide)])
    differing = [text for text in TEXTS if re.search(narrow, text) and not re.search(wide, text)]
    if found is None:
        assert differing == []
    else:
        assert re.search(narrow, found)
        assert not re.search(wide, found)
        assert all(len(found) <= len(text) for text in differing)
