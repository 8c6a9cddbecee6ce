"""What is written is what is read again, by us and by readers of YAML 1.1."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from specs.parse import parse
from specs.writing import FORMS, written

ODD = """no NO yes on off true True null ~ 007 0o17 0b11 0x1F 1e3 1E3 1. .5 -.5e3 18:00 190:20:30 1_000 2020-01-01
2020-01-01T10:00:00Z .inf -.INF .NaN = - ? : # & * ! | > % @ ` 0 -0 +0 1e400 {} [] a:b a#b""".split()
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.sampled_from(ODD) | st.just("a\nb: c\n")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("form", FORMS)
@given(value=st.dictionaries(TEXTS, VALUES, max_size=3))
def test_what_is_written_is_read_again(form: str, value: dict[str, Any]) -> None:
    assert parse(written(value, form), f"a.{form}") == value


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("shape", ["{}", "key"])
def test_texts_stay_texts_for_every_reader(text: str, shape: str) -> None:
    value = {"a": text} if shape == "{}" else {text: 1}
    form = written(value, "yaml")
    assert parse(form, "a.yaml") == value
    assert yaml.safe_load(form) == value


@pytest.mark.parametrize("number", [1e16, 1e-5, 1.5e300, -2.5, 0.1, 100.0, float("inf"), 10**40])
def test_numbers_stay_numbers_for_every_reader(number: float) -> None:
    form = written({"a": number}, "yaml")
    assert parse(form, "a.yaml") == yaml.safe_load(form) == {"a": number}
