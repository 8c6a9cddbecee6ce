"""Parameters on the wire: the tables of OAS 3.0.3, and an independent encoder as oracle."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs import decoding, encoding, shapes
from specs.decoding import ABSENT
from specs.model import Location, MediaType, Parameter
from specs.scalars import scalar
from specs.schemas import Direction
from specs.styles.shape import Shape

STRING = {"type": "string"}
ARRAY = {"type": "array", "items": STRING}
OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
}
COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


def parameter(location: Location, style: str, *, explode: bool, name: str = "color", **more: Any) -> Parameter:
    return Parameter(
        name=name, location=location, pointer="", required=False, schema=None, style=style, explode=explode, **more
    )


def decoded(spec: Parameter, wire: str, schema: dict[str, Any]) -> Any:
    if spec.location is Location.QUERY:
        pairs = decoding.query_pairs(wire)
    elif spec.location is Location.COOKIE:
        pairs = [(name, value) for name, _, value in (part.partition("=") for part in wire.split("; "))]
    else:
        pairs = [(spec.name, wire)]
    return decoding.parameter(spec, {spec.location: pairs}, Shape(schema, schema), lambda _: True, Direction.REQUEST)


STYLE_EXAMPLES = [
    (Location.PATH, "matrix", False, ";color=blue", STRING, "blue"),
    (Location.PATH, "matrix", False, ";color=blue,black,brown", ARRAY, COLOURS),
    (Location.PATH, "matrix", False, ";color=R,100,G,200,B,150", OBJECT, RGB),
    (Location.PATH, "matrix", True, ";color=blue", STRING, "blue"),
    (Location.PATH, "matrix", True, ";color=blue;color=black;color=brown", ARRAY, COLOURS),
    (Location.PATH, "matrix", True, ";R=100;G=200;B=150", OBJECT, RGB),
    (Location.PATH, "label", False, ".blue", STRING, "blue"),
    (Location.PATH, "label", True, ".blue.black.brown", ARRAY, COLOURS),
    (Location.PATH, "label", True, ".R=100.G=200.B=150", OBJECT, RGB),
    (Location.PATH, "simple", False, "blue,black,brown", ARRAY, COLOURS),
    (Location.PATH, "simple", False, "R,100,G,200,B,150", OBJECT, RGB),
    (Location.PATH, "simple", True, "R=100,G=200,B=150", OBJECT, RGB),
    (Location.HEADER, "simple", False, "blue,black,brown", ARRAY, COLOURS),
    (Location.HEADER, "simple", False, "R,100,G,200,B,150", OBJECT, RGB),
    (Location.HEADER, "simple", True, "R=100,G=200,B=150", OBJECT, RGB),
    (Location.QUERY, "form", False, "color=", STRING, ""),
    (Location.QUERY, "form", False, "color=blue", STRING, "blue"),
    (Location.QUERY, "form", False, "color=blue,black,brown", ARRAY, COLOURS),
    (Location.QUERY, "form", False, "color=R,100,G,200,B,150", OBJECT, RGB),
    (Location.QUERY, "form", True, "color=blue&color=black&color=brown", ARRAY, COLOURS),
    (Location.QUERY, "form", True, "R=100&G=200&B=150", OBJECT, RGB),
    (Location.COOKIE, "form", False, "color=blue,black,brown", ARRAY, COLOURS),
    (Location.QUERY, "spaceDelimited", False, "color=blue%20black%20brown", ARRAY, COLOURS),
    (Location.QUERY, "spaceDelimited", False, "color=R%20100%20G%20200%20B%20150", OBJECT, RGB),
    (Location.QUERY, "pipeDelimited", False, "color=blue|black|brown", ARRAY, COLOURS),
    (Location.QUERY, "pipeDelimited", False, "color=R|100|G|200|B|150", OBJECT, RGB),
    (Location.QUERY, "deepObject", True, "color[R]=100&color[G]=200&color[B]=150", OBJECT, RGB),
]
"""The style table of OAS 3.0.3 with its own values (label without explode is defined by RFC 6570: commas)."""


@pytest.mark.parametrize(("location", "style", "explode", "wire", "schema", "value"), STYLE_EXAMPLES)
def test_the_style_table_is_read(
    location: Location,
    style: str,
    explode: bool,
    wire: str,
    schema: dict[str, Any],
    value: Any,
) -> None:
    assert decoded(parameter(location, style, explode=explode), wire, schema) == value


@pytest.mark.parametrize("wire", ["color[]=blue&color[]=black", "color[0]=blue&color[1]=black"])
def test_a_list_in_brackets_is_read_though_the_standard_has_objects_alone(wire: str) -> None:
    assert decoded(parameter(Location.QUERY, "deepObject", explode=True), wire, ARRAY) == ["blue", "black"]


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("color=blue%20black", ["blue", "black"]),
        ("color=blue+black", ["blue", "black"]),
        ("color=", []),
        ("other=1", ABSENT),
        ("color=a&color=b c", ["b", "c"]),
    ],
)
def test_a_space_is_a_space_however_it_is_encoded(wire: str, value: Any) -> None:
    assert decoded(parameter(Location.QUERY, "spaceDelimited", explode=False), wire, ARRAY) == value


@pytest.mark.parametrize(
    ("wire", "value"), [("color=a%2Cb,c", ["a,b", "c"]), ("color=a%2Cb", ["a", "b"]), ("color=a%2cb", ["a", "b"])]
)
def test_an_encoded_comma_is_data_only_beside_a_real_one(wire: str, value: Any) -> None:
    assert decoded(parameter(Location.QUERY, "form", explode=False), wire, ARRAY) == value


SCALARS = [
    ("5", {"type": "integer"}, 5),
    ("-0", {"type": "integer"}, 0),
    ("05", {"type": "integer"}, "05"),
    ("5.0", {"type": "integer"}, 5),
    ("-5.00", {"type": ["integer", "null"]}, -5),
    ("5.", {"type": "integer"}, "5."),
    ("5.1", {"type": "integer"}, "5.1"),
    ("5.0", {"type": ["integer", "string"]}, "5.0"),
    ("5.0", {"type": "number"}, 5.0),
    ("1e3", {"type": "integer"}, "1e3"),
    ("1e3", {"type": "number"}, 1000.0),
    ("99999999999999999999", {"type": "integer"}, 99999999999999999999),
    ("9" * 5000, {"type": "integer"}, "9" * 5000),
    ("true", {"type": "boolean"}, True),
    ("True", {"type": "boolean"}, "True"),
    ("null", {"type": ["string", "null"]}, None),
    ("5", {"type": ["string", "integer"]}, 5),
    ("x", {"type": ["integer", "string"]}, "x"),
    ("5", {"enum": ["5"]}, "5"),
    ("", {"type": "integer"}, ""),
    ("nan", {"type": "number"}, "nan"),
    ("1e999", {"type": "number"}, "1e999"),
    ("x", {"type": "object", "enum": []}, "x"),
]


@pytest.mark.parametrize(("text", "schema", "value"), SCALARS)
def test_a_text_is_read_as_its_schema_has_it(text: str, schema: dict[str, Any], value: Any) -> None:
    read = scalar(text, shapes.types(schema, schema))
    assert (read, type(read)) == (value, type(value))


def test_before_3_1_an_integer_has_no_fraction_part() -> None:
    schema = {"type": "integer"}
    assert Shape(schema, schema).value("5.0") == "5.0"
    assert Shape(schema, schema, integral=True).value("5.0") == 5


def test_of_two_readings_the_one_is_taken_that_the_schema_accepts() -> None:
    assert scalar("5", frozenset({"string", "integer"}), lambda value: value == "5") == "5"


def test_a_repeated_scalar_is_told_by_its_kind() -> None:
    spec = parameter(Location.QUERY, "form", explode=True)
    assert decoded(spec, "color=a&color=b", STRING) == ["a", "b"]


ANY_TEXTS = {"type": "object", "properties": {"R": {"type": "integer"}}, "additionalProperties": STRING}
REPEATED: list[tuple[Location, str, bool, dict[str, Any], bool]] = [
    (Location.QUERY, "form", True, STRING, True),
    (Location.QUERY, "form", True, {}, True),
    (Location.QUERY, "form", True, {"type": ["string", "array"]}, False),
    (Location.QUERY, "form", True, ARRAY, False),
    (Location.QUERY, "form", False, ARRAY, True),
    (Location.QUERY, "pipeDelimited", False, ARRAY, True),
    (Location.QUERY, "form", False, OBJECT, True),
    (Location.COOKIE, "form", True, ARRAY, False),
    (Location.COOKIE, "form", True, STRING, True),
    (Location.HEADER, "simple", False, ARRAY, False),
    (Location.HEADER, "simple", False, OBJECT, False),
    (Location.HEADER, "simple", False, STRING, False),
]


@pytest.mark.parametrize(("location", "style", "explode", "schema", "repeated"), REPEATED)
def test_what_is_sent_once_is_told_from_what_may_come_again(
    location: Location, style: str, explode: bool, schema: dict[str, Any], repeated: bool
) -> None:
    spec = parameter(location, style, explode=explode)
    once, twice = {location: [("color", "a")]}, {location: [("color", "a"), ("color", "b")]}
    assert decoding.is_repeated(spec, twice, Shape(schema, schema)) is repeated
    assert not decoding.is_repeated(spec, once, Shape(schema, schema))


@pytest.mark.parametrize(
    ("schema", "lines", "value"),
    [(ARRAY, ["a, b", "c"], ["a", "b", "c"]), (OBJECT, ["R,1", "G,2"], {"R": 1, "G": 2}), (STRING, ["a", "b"], "a, b")],
)
def test_the_lines_of_a_header_are_one_value(schema: dict[str, Any], lines: list[str], value: Any) -> None:
    spec = parameter(Location.HEADER, "simple", explode=False)
    pairs = {Location.HEADER: [("color", line) for line in lines]}
    assert decoding.parameter(spec, pairs, Shape(schema, schema), lambda _: True, Direction.REQUEST) == value


def test_each_line_of_set_cookie_is_a_value_of_its_own() -> None:
    spec = parameter(Location.HEADER, "simple", explode=False, name="Set-Cookie")
    pairs = {Location.HEADER: [("set-cookie", "a=1"), ("Set-Cookie", "b=2")]}
    assert not decoding.is_repeated(spec, pairs, Shape(STRING, STRING))
    assert decoding.parameter(spec, pairs, Shape(STRING, STRING), lambda _: True, Direction.RESPONSE) == "a=1"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (ANY_TEXTS, {"R": 1, "x": "2", "y": "a b"}),
        ({**ANY_TEXTS, "additionalProperties": True}, {"R": 1, "x": 2, "y": "a b"}),
        ({**ANY_TEXTS, "additionalProperties": False}, {"R": 1}),
        (OBJECT, {"R": 1}),
    ],
)
def test_an_exploded_object_has_the_names_that_nothing_else_has(schema: dict[str, Any], value: Any) -> None:
    spec = parameter(Location.QUERY, "form", explode=True)
    pairs = decoding.query_pairs("R=1&x=2&page=3&y=a+b&filter[z]=4&color=5")
    read = decoding.parameter(
        spec, {Location.QUERY: pairs}, Shape(schema, schema), lambda _: True, Direction.REQUEST, {"page", "filter"}
    )
    assert read == value


def test_header_names_are_compared_without_case() -> None:
    spec = parameter(Location.HEADER, "simple", explode=False, name="X-Total")
    pairs = {Location.HEADER: [("x-total", " 5,6")]}
    assert decoding.parameter(spec, pairs, Shape(ARRAY, ARRAY), lambda _: True, Direction.REQUEST) == ["5", "6"]


def test_a_parameter_with_content_is_a_document() -> None:
    media = MediaType(name="application/json", pointer="", schema=None)
    spec = parameter(Location.QUERY, "form", explode=False, content=media)
    assert decoded(spec, "color=%7B%22a%22%3A%20%5B1%5D%7D", {"type": "object"}) == {"a": [1]}
    with pytest.raises(ValueError, match="unexpected"):
        decoded(spec, "color=%7B", {"type": "object"})


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6)
"""Any text but control characters; the encoder below quotes all that has a meaning on the wire."""
PLAIN = st.text(st.characters(codec="ascii", categories=("L", "Nd")), min_size=1, max_size=6)
QUERY_STYLES = [("form", True), ("form", False), ("pipeDelimited", False)]
PATH_STYLES = [
    ("simple", True),
    ("simple", False),
    ("label", True),
    ("label", False),
    ("matrix", True),
    ("matrix", False),
]
JOINTS = {"form": ",", "simple": ",", "pipeDelimited": "|"}


def quoted(text: str) -> str:
    """Percent-encoding with nothing left plain but letters, digits, - and _ (quote leaves the full stop, too)."""
    return quote(text, safe="").replace(".", "%2E").replace("~", "%7E")


def encoded_array(style: str, values: list[str], *, explode: bool) -> str:
    """An encoder of its own, written from RFC 6570 and not from ours."""
    texts = [quoted(value) for value in values]
    if style == "matrix":
        return "".join(f";color={text}" for text in texts) if explode else ";color=" + ",".join(texts)
    if style == "label":
        return "".join(f".{text}" for text in texts) if explode else "." + ",".join(texts)
    if style == "form" and explode:
        return "&".join(f"color={text}" for text in texts)
    joined = JOINTS[style].join(texts)
    return joined if style == "simple" else f"color={joined}"


@pytest.mark.parametrize(("style", "explode"), PATH_STYLES)
@given(values=st.lists(WORDS, min_size=2, max_size=4))
def test_arrays_in_paths_come_back(style: str, explode: bool, values: list[str]) -> None:
    spec = parameter(Location.PATH, style, explode=explode)
    assert decoded(spec, encoded_array(style, values, explode=explode), ARRAY) == values
    assert decoded(spec, encoding.path_segment(spec, values), ARRAY) == values


@pytest.mark.parametrize(("style", "explode"), QUERY_STYLES)
@given(values=st.lists(WORDS, min_size=2, max_size=4))
def test_arrays_in_queries_come_back(style: str, explode: bool, values: list[str]) -> None:
    spec = parameter(Location.QUERY, style, explode=explode)
    assert decoded(spec, encoded_array(style, values, explode=explode), ARRAY) == values
    wire = "&".join(f"{name}={value}" for name, value in encoding.query_pairs(spec, values))
    assert decoded(spec, wire, ARRAY) == values


OBJECTS = st.fixed_dictionaries({"a": PLAIN, "b": st.integers(), "c": st.booleans()})
SHAPE = {"type": "object", "properties": {"a": STRING, "b": {"type": "integer"}, "c": {"type": "boolean"}}}


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [
        *((Location.PATH, style, explode) for style, explode in PATH_STYLES),
        *((Location.QUERY, style, explode) for style, explode in QUERY_STYLES),
        (Location.QUERY, "deepObject", True),
        (Location.QUERY, "spaceDelimited", False),
        (Location.HEADER, "simple", False),
        (Location.HEADER, "simple", True),
    ],
)
@given(value=OBJECTS)
def test_what_our_encoder_writes_comes_back(
    location: Location,
    style: str,
    explode: bool,
    value: dict[str, Any],
) -> None:
    spec = parameter(location, style, explode=explode)
    if location is Location.PATH:
        wire = encoding.path_segment(spec, value)
    elif location is Location.HEADER:
        wire = encoding.header(spec, value)
    else:
        wire = "&".join(f"{quote(name)}={text}" for name, text in encoding.query_pairs(spec, value))
    assert decoded(spec, wire, SHAPE) == value


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_a_query_falls_into_its_pairs(pairs: list[tuple[str, str]]) -> None:
    wire = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
    assert [(name, unquote_plus(value)) for name, value in decoding.query_pairs(wire)] == pairs
