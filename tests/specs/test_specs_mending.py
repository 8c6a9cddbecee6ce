"""An overlay made from problems: applied, it leaves none that it mends and brings none."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from check_examples import CLEAN, EXAMPLES, answering, document, get

from specs import overlays
from specs.checks import check
from specs.checks.mending import overlay
from specs.load import from_mapping
from specs.overlays.reading import from_mapping as read_overlay

CASES = [(name, index) for name, cases in EXAMPLES.items() for index in range(len(cases))]


def mended(raw: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    found = from_mapping(raw)
    made = overlay(found, check(found))
    if made is None:
        return None, raw
    done = overlays.apply(deepcopy(raw), [read_overlay(made)])
    assert done.notes == ()
    return made, done.raw


@pytest.mark.parametrize(("name", "index"), CASES)
def test_what_can_be_mended_is_gone_and_nothing_is_new(name: str, index: int) -> None:
    raw = EXAMPLES[name][index][0]
    before = check(from_mapping(raw))
    made, after = mended(raw)
    left = check(from_mapping(after))
    assert [each for each in left if each.mends] == []
    assert not Counter(each.id for each in left) - Counter(each.id for each in before)
    assert (made is None) == (not any(each.mends for each in before))


def test_all_examples_together_are_mended_too() -> None:
    """One document that has every problem of those that live under paths."""
    paths = {}
    for name, cases in EXAMPLES.items():
        for index, (raw, _) in enumerate(cases):
            if "components" not in raw and raw.get("openapi") == "3.0.3":
                paths |= {f"/{name}{index}{path}": item for path, item in raw["paths"].items()}
    before = check(from_mapping(document(paths)))
    _, after = mended(document(paths))
    left = check(from_mapping(after))
    assert len({each.id for each in before if each.mends}) > 10
    assert [each for each in left if each.mends] == []
    assert not Counter(each.id for each in left) - Counter(each.id for each in before)


@pytest.mark.parametrize("name", CLEAN)
def test_a_sound_document_needs_no_overlay(name: str) -> None:
    assert mended(CLEAN[name])[0] is None


def test_an_overlay_is_of_version_1_0_unless_a_scalar_must_go() -> None:
    updates, _ = mended(document({"/a": get({"200": {}})}))
    removes, _ = mended(document({"/a": get(answering({"type": "integer"}, example="x"))}))
    assert updates
    assert removes
    assert (updates["overlay"], removes["overlay"]) == ("1.0.0", "1.1.0")
    assert removes["actions"][0]["target"].endswith("['content']['application/json']['example']")


def test_items_of_one_list_go_from_its_end() -> None:
    ignored = [
        {"name": name, "in": "header", "schema": {}} for name in ("Accept", "X-A", "Content-Type", "Authorization")
    ]
    _, after = mended(document({"/a": get(parameters=ignored)}))
    assert [each["name"] for each in after["paths"]["/a"]["get"]["parameters"]] == ["X-A"]


def test_what_a_mend_lays_open_is_mended_as_well() -> None:
    raw = document(
        {"/a": get(parameters=[{"$ref": "#/components/parameters/P"}])},
        components={"parameters": {"P": {"name": "Accept", "in": "header", "schema": {}}}},
    )
    _, after = mended(raw)
    assert (after["paths"]["/a"]["get"]["parameters"], after["components"]["parameters"]) == ([], {})


def test_names_are_written_so_that_any_json_path_reads_them() -> None:
    raw = document({"/it's\\a\u0001": get({"200": {}})})
    made, _ = mended(raw)
    assert made
    assert made["actions"][0]["target"].startswith(r"$['paths']['/it\'s\\a\u0001']")


@pytest.mark.parametrize("path", ["/" + "{" * 5_000, "/a", "/" + "9" * 5_000])
def test_what_a_mend_cannot_be_laid_over_is_left(path: str) -> None:
    made, after = mended(document({path: {"get": {"responses": 7}}, "/b": get({"200": {}})}))
    assert made
    assert after["paths"]["/b"]["get"]["responses"] == {"200": {"description": ""}}
    assert after["paths"][path]["get"]["responses"] == 7


def test_a_name_of_more_digits_than_python_reads_is_a_name() -> None:
    """It is left, because no expression may be so long."""
    name = "9" * 5_000
    unused = {each: {"type": "string"} for each in (name, "10", "9")}
    made, after = mended(document({"/a": get({"200": {"description": ""}})}, components={"schemas": unused}))
    assert made
    assert after["components"]["schemas"] == {name: {"type": "string"}}
