"""Samples as a person would write them: by a property's name, in a locale, and what a text says it holds."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from specs import load
from specs.errors import SpecError
from specs.load import from_mapping
from specs.options import Options
from specs.sampling import locales, sample, sample_json
from specs.schemas import LOCALE, Direction
from specs.validation import Validator


def sampled(properties: dict[str, Any], seed: int = 1, locale: str = "de_DE") -> Any:
    schema = {"type": "object", LOCALE: locale, "properties": properties, "required": list(properties)}
    return sample_json(Validator(schema, ""), seed)


TEXT = {"type": "string"}

LIKE: list[tuple[str, dict[str, Any], str]] = [
    ("email", {"format": "email"}, r"[a-z]+\.[a-z]+@example\.(org|com|net)"),
    ("ownerEmail", {}, r"[a-z]+\.[a-z]+@example\.(org|com|net)"),
    ("firstName", {}, r"[A-ZÄÖÜ][\w.-]+( [A-Z]\w+)?"),
    ("last_name", {}, r"[\w.' -]+"),
    ("zip", {}, r"\d{5}"),
    ("IBAN", {}, r"DE\d{20}"),
    ("phone-number", {}, r"[\d+() -]+"),
    ("countryCode", {"maxLength": 2}, r"[A-Z]{2}"),
    ("currency", {}, r"[A-Z]{3}"),
    ("homepage", {"format": "uri"}, r"https://www\.[a-z]+\.example/"),
    ("description", {"maxLength": 200}, r"[A-ZÄÖÜ].+\."),
    ("firstName", {"maxLength": 2}, r".{0,2}"),
    ("firstName", {"pattern": "^x$"}, "x"),
    ("firstName", {"format": "uuid"}, r"[0-9a-f-]{36}"),
    ("firstName", {"minLength": 500}, r"[\w ]{500,}"),
    ("fileName", {}, r"[a-z]+ [a-z]+"),
    ("unheardOf", {}, r"[a-z]+ [a-z]+"),
    ("accountId", {}, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("order_id", {"maxLength": 10}, r".{,10}"),
    ("paid", {}, r"[a-z]+ [a-z]+"),
]


@pytest.mark.parametrize(("name", "more", "like"), LIKE, ids=lambda each: str(each)[:40])
def test_a_text_is_what_its_property_is_called(name: str, more: dict[str, Any], like: str) -> None:
    for seed in range(10):
        value = sampled({name: {**TEXT, **more}}, seed)[name]
        assert re.fullmatch(like, value), value


def test_a_list_holds_what_its_name_says_in_the_plural() -> None:
    value = sampled({"emails": {"type": "array", "items": TEXT, "minItems": 2}})
    assert all("@example." in each for each in value["emails"])


def test_numbers_are_usual_ones_within_their_bounds() -> None:
    for seed in range(20):
        value = sampled({"age": {"type": "integer"}, "year": {"type": "integer", "minimum": 3000}}, seed)
        assert 18 <= value["age"] <= 90
        assert value["year"] >= 3000


def test_what_is_changed_was_created_before() -> None:
    moment = {"type": "string", "format": "date-time"}
    values = [sampled({"updatedAt": moment, "createdAt": moment}, seed) for seed in range(20)]
    assert all(value["createdAt"] <= value["updatedAt"] for value in values)
    assert len({value["createdAt"] for value in values}) > 10


def test_a_document_without_a_locale_is_sampled_without_names() -> None:
    schema = {"type": "object", "properties": {"firstName": TEXT}, "required": ["firstName"]}
    assert re.fullmatch("[a-z]+ [a-z]+", sample_json(Validator(schema, ""), 1)["firstName"])


PEOPLE = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {},
    "components": {"schemas": {"P": {"type": "object", "properties": {"city": TEXT}, "required": ["city"]}}},
}


def test_a_document_says_whose_names_it_is_sampled_with() -> None:
    document = from_mapping({**PEOPLE, LOCALE: "de_DE"})
    made = {sample(document.schemas["P"], Direction.RESPONSE, seed)["city"] for seed in range(9)}  # type: ignore[index]
    assert made <= {locales.row("city", "de_DE", number) for number in range(locales.ROWS)}


@pytest.mark.parametrize(
    ("options", "locale"),
    [
        (Options(), None),
        (Options(usual_locale="en_US"), "en_US"),
        (Options(locale="fr_FR", usual_locale="en_US"), "fr_FR"),
    ],
)
def test_who_loads_a_document_may_say_so_too(options: Options, locale: str | None) -> None:
    assert load("phonebridge-client", options).raw.get(LOCALE) == locale


def test_a_locale_that_there_are_no_names_for_is_refused() -> None:
    with pytest.raises(SpecError, match=r"no names for the locale 'de_XX' .*de_DE"):
        sampled({"city": TEXT}, locale="de_XX")


@pytest.mark.parametrize("said", ["klingon", 7, ""])
def test_a_document_that_says_nonsense_is_sampled_without_names_and_told(said: Any) -> None:
    document = from_mapping({**PEOPLE, LOCALE: said})
    assert [slip.pointer for slip in document.slips] == [f"/{LOCALE}"]
    assert LOCALE not in document.raw


SCRIPT = """
import json, sys
from specs.sampling import sample_json
from specs.validation import Validator
words = "firstName city email phone iban company description age createdAt job timezone language".split()
properties = {word: {"type": "string"} for word in words}
schema = {"type": "object", "x-ringback-locale": "de_DE", "required": words, "properties": properties}
print(json.dumps(sample_json(Validator(schema, ""), 7)))
"""


def test_names_do_not_depend_on_the_process() -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": language},
        ).stdout
        for seed, language in (("1", "C"), ("2", "C.UTF-8"))
    ]
    assert outputs[0] == outputs[1]


def test_json_in_a_text_is_json_of_its_schema() -> None:
    inner = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    value = sampled({"x": {**TEXT, "contentMediaType": "application/json", "contentSchema": inner}})["x"]
    assert isinstance(json.loads(value)["a"], int)
    both = {"contentMediaType": "application/json", "contentEncoding": "base64", "contentSchema": inner}
    assert isinstance(json.loads(base64.b64decode(sampled({"x": {**TEXT, **both}})["x"], validate=True))["a"], int)


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ({"contentEncoding": "base64", "contentMediaType": "image/png"}, b"\x89PNG\r\n\x1a\n"),
        ({"contentEncoding": "base16", "contentMediaType": "application/pdf"}, b"%PDF-"),
        ({"contentEncoding": "base32", "contentMediaType": "application/xml"}, b"<value>"),
        ({"contentEncoding": "base64url"}, b""),
    ],
)
def test_bytes_in_a_text_are_encoded_as_it_says(said: dict[str, str], begins: bytes) -> None:
    decode = {
        "base64": base64.b64decode,
        "base16": base64.b16decode,
        "base32": base64.b32decode,
        "base64url": base64.urlsafe_b64decode,
    }
    value = sampled({"x": {**TEXT, **said}})["x"]
    assert decode[said["contentEncoding"]](value).startswith(begins)
