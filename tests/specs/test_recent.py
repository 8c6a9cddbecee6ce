from __future__ import annotations

import pytest

from specs.recent import Recent, size


def held(recent: Recent[str], keys: str) -> str:
    return "".join(key for key in keys if recent.get(key))


def test_what_was_used_last_stays() -> None:
    recent = Recent[str](3)
    for key in "abc":
        assert recent.keep(key, key.upper(), 1) == key.upper()
    assert recent.get("a") == "A"
    recent.keep("d", "D", 1)
    assert held(recent, "bcad") == "cad"


def test_a_heavy_one_drives_out_several_and_is_kept_itself() -> None:
    recent = Recent[str](3)
    for key in "abc":
        recent.keep(key, key, 1)
    recent.keep("x", "x", 2)
    assert held(recent, "abcx") == "cx"
    recent.keep("y", "y", 50)
    assert held(recent, "abcxy") == "y"
    recent.keep("z", "z", 3)
    assert held(recent, "yz") == "z"


def test_the_first_of_two_that_were_made_at_once_is_the_one() -> None:
    recent = Recent[str](2)
    assert recent.keep("a", "first", 1) == "first"
    assert recent.keep("a", "second", 1) == "first"
    recent.keep("b", "b", 1)
    assert held(recent, "ab") == "ab"


@pytest.mark.parametrize("value", [{"text": "x" * 9000}, ["x" * 3000] * 3, {"a": {"b": ["\ud800" * 2000]}}])
def test_a_value_weighs_at_least_as_much_as_its_texts(value: object) -> None:
    assert size(value) > 9000
