"""JSON and YAML texts as plain data: what YAML 1.2 says, what is refused, and on which line."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from specs.errors import SpecError
from specs.lines import line_of
from specs.parse import parse
from specs.slips import Slips

SCALARS = [
    ("no", "no"),
    ("NO", "NO"),
    ("off", "off"),
    ("yes", "yes"),
    ("true", True),
    ("False", False),
    ("18:00", "18:00"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
    ("007", "007"),
    ("0123", "0123"),
    ("1_000", "1_000"),
    ("0x1F", 31),
    ("+5", 5),
    ("-0", 0),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("1.", 1.0),
    ("~", None),
    ("", None),
    ("null", None),
    ('"007"', "007"),
    ("'true'", "true"),
]
HUGE = "huge: 99999999999999999999\n"
"""Sends the text down the other parser, which must read the rest alike."""


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    assert parse(f"a: {written}\n", "x.yaml") == {"a": value}
    assert parse(f"{HUGE}a: {written}\n", "x.yaml") == {"huge": 99999999999999999999, "a": value}


@pytest.mark.parametrize("front", ["", HUGE])
@pytest.mark.parametrize(
    ("written", "key"), [("200", "200"), ("true", "true"), ("null", "null"), ("1.5", "1.5"), ("no", "no"), ("a", "a")]
)
def test_keys_become_strings(front: str, written: str, key: str) -> None:
    assert parse(f"{front}{written}: 1\n", "x.yaml")[key] == 1


@pytest.mark.parametrize("number", [-9223372036854776000, 2**64, 10**40, 2**63 - 1, -(2**63)])
@pytest.mark.parametrize("template", ["a: {}\n", '{{"a": {}}}'])
def test_huge_integers_stay_exact_in_yaml_and_json(number: int, template: str) -> None:
    assert parse(template.format(number), "x") == {"a": number}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &a {x: 1}\nb: {<<: *a, y: 2}\n", {"x": 1, "y": 2}),
        ("a: &a {x: 1}\nb: {<<: *a, x: 2}\n", {"x": 2}),
        ("a: &a {x: 1}\nc: &c {x: 3, z: 4}\nb: {<<: [*a, *c]}\n", {"x": 1, "z": 4}),
        ("a: &a {x: 1}\nd:\n  e: &e\n    <<: *a\n    x: 2\nb:\n  <<: *e\n", {"x": 2}),
    ],
)
@pytest.mark.parametrize("front", ["", HUGE])
def test_merge_keys_are_carried_out(front: str, text: str, value: object) -> None:
    assert parse(front + text, "x.yaml")["b"] == value


@pytest.mark.parametrize(
    ("text", "told", "line"),
    [
        ("a: 1\na: 2\n", "duplicate", 2),
        ("200: 1\n'200': 2\n", "duplicate", 2),
        (f"{HUGE}a: 1\na: 2\n", "duplicate", 3),
        ("a:\n  b: 1\n c: 2\n", "not valid YAML", 3),
        ("a:\n\t- b\n", "cannot start any token", 2),
        ("a: &a [*a]\n", "recursion", 1),
        (f"{HUGE}a: &a [*a]\n", "not valid YAML", 2),
        ("a: " + "[" * 2_000, "recursion", 1),
        (f"{HUGE}a: " + "[" * 2_000 + "]" * 2_000, "nesting depth", 2),
        (f"{HUGE}a: " + "[" * 500 + "]" * 500, "recursion limit", 2),
        (f"{HUGE}a: *b\n", "unknown anchor", 2),
        ("a: 1\n---\nb: 2\n", "more than one document", None),
        ("? [a, b]\n: 1\n", "not valid YAML", None),
        ("b: {<<: text}\n", "merge key", None),
        ('a: "\x01"\n', "control characters", None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, told: str, line: int | None) -> None:
    with pytest.raises(SpecError, match=told) as caught:
        parse(text, "x.yaml")
    assert caught.value.source == "x.yaml"
    assert caught.value.line == line
    assert caught.value.hint


@pytest.mark.parametrize("front", ["", HUGE])
def test_an_alias_bomb_is_refused(front: str) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(SpecError, match="repetition"):
        parse("\n".join([front + "l0: &l0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]", *levels]), "x.yaml")


@pytest.mark.parametrize(
    ("text", "line"), [('{\n"a": 1,\n}', 2), ('{"a": 1', 1), ('{"a": NaN}', 1), ('{"a": 1e999}', 1), ("text", 1)]
)
def test_broken_json_is_never_read_as_yaml(text: str, line: int) -> None:
    with pytest.raises(SpecError, match="not valid JSON") as caught:
        parse(text, "x.json")
    assert caught.value.line == line


def test_a_flow_mapping_is_yaml_where_the_name_does_not_say_json() -> None:
    assert parse("{a: 1, b: [2]}", "x.yaml") == {"a": 1, "b": [2]}
    with pytest.raises(SpecError, match="not valid JSON"):
        parse('{"a": 1,\n"b"', "-")


def test_surrogate_escapes_are_read_in_json() -> None:
    assert parse('{"a": "\\ud83d\\udc4d"}', "x.json") == {"a": "👍"}


@pytest.mark.parametrize(("text", "value"), [("", None), ("# nothing\n", None), ("hello", "hello"), ("- 1\n", [1])])
def test_a_text_need_not_be_a_mapping(text: str, value: object) -> None:
    assert parse(text, "x.yaml") == value


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_json_reads_as_the_standard_library_reads_it(value: object) -> None:
    assert parse(json.dumps(value), "x.json") == value


@given(
    st.dictionaries(st.text(st.characters(codec="ascii", min_codepoint=32)), st.integers() | st.booleans(), max_size=5)
)
def test_json_read_as_yaml_says_the_same(value: dict[str, object]) -> None:
    value.pop("<<", None)
    assert parse("---\n" + json.dumps(value), "x.yaml") == value


@pytest.mark.parametrize(
    "number",
    [2**63 - 1, 2**64 - 1, 2**64, 10**19, 10**20, -(2**63), -(2**63) - 1, -(10**19), 10**300],
)
@pytest.mark.parametrize("text", ["{}", "[{}]", '{{"a":{}}}', '{{"a": {}}}', "[1,{}]", "[1,\n{}]"])
def test_integers_of_any_size_are_exact(number: int, text: str) -> None:
    assert parse(text.format(number), "a.json") == json.loads(text.format(number))
    assert "e+" not in repr(parse(text.format(number), "a.json"))


def test_many_open_brackets_are_refused_before_they_are_scanned() -> None:
    with pytest.raises(SpecError, match="nested too deeply") as caught:
        parse("# ]]]]]]\nx: " + "[a, " * 6_000, "a.yaml")
    assert caught.value.line == 2


def test_many_closed_brackets_are_ordinary() -> None:
    assert parse("x: [" + "[a]," * 6_000 + "]", "a.yaml") == {"x": [["a"]] * 6_000}


REPEATED = [
    ("a: 1\nb: {c: 1, d: [1, {e: 1, e: 2}], c: 3}\na: 2\n", {"/a": 3, "/b/d/1/e": 2, "/b/c": 2}, "x.yaml"),
    ("200: 1\n'200': 2\n", {"/200": 2}, "x.yaml"),
    ("x: &x {a: 1}\ny: {<<: *x, a: 2, a: 3}\n", {"/y/a": 2}, "x.yaml"),
    ('{"a": 1, "b": {"c": [{"d~/": 1, "d~/": 2}]}, "a": 3}', {"/a": None, "/b/c/0/d~0~1": None}, "x.json"),
    ('{"a" : 1, "b" :2,\n"a"\n: 3}', {"/a": None}, "x.json"),
    ('{"a": 1, "b": 99999999999999999999999, "a": 2}', {"/a": None}, "x.json"),
]


@pytest.mark.parametrize(("text", "places", "name"), REPEATED)
def test_keys_that_are_written_twice_are_slips_and_the_last_holds(
    text: str, places: dict[str, int | None], name: str
) -> None:
    slips = Slips()
    data = parse(text, name, slips)
    assert {slip.pointer for slip in slips} == set(places)
    for slip in slips:
        assert places[slip.pointer] is None or f"again on line {places[slip.pointer]}," in slip.message
        assert slip.hint
    last = yaml.safe_load(text) if name.endswith("yaml") else json.loads(text)
    assert data == {str(key): value for key, value in last.items()}


@pytest.mark.parametrize(
    "text", ['{"a": {"b": 1}, "c": {"b": 1}}', '{"a\\":": 1, "b": "x\\":y"}', '{"a" : 1}', "a: {b: 1}\nc: {b: 1}\n"]
)
def test_keys_of_different_mappings_are_no_slip(text: str) -> None:
    slips = Slips()
    parse(text, "x", slips)
    assert list(slips) == []


def test_an_anchor_may_be_defined_again_and_lines_are_known() -> None:
    text = "a: &x {b: 1}\nc: &x\n  d: 1\ne: *x\nf:\n- 1\n- g: {<<: *x}\n"
    assert parse(text, "x.yaml") == {"a": {"b": 1}, "c": {"d": 1}, "e": {"d": 1}, "f": [1, {"g": {"d": 1}}]}
    for pointer, line in {"/c/d": 3, "/e": 4, "/e/d": 3, "/f/1": 7, "/f/1/g/d": 3, "/f/7": None, "/f/x": None}.items():
        assert line_of(text, pointer) == line


def test_characters_escaped_as_json_escapes_them_are_read_in_yaml() -> None:
    assert parse('a: "\\ud83d\\udc4d"\nb: "\\u00e4"\n', "x.yaml") == {"a": "👍", "b": "ä"}


def test_control_characters_that_yaml_refuses_are_read_in_json() -> None:
    assert parse('{"a": "\u0080"}', "x.json") == {"a": "\u0080"}
    assert parse('{"a": "\u0080"}', "x") == {"a": "\u0080"}
