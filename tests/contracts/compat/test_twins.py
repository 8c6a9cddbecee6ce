"""A document and the same in other words: comparing them reports nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from twin_documents import DOCUMENTS

import specs
from contracts.compat.compare import compare
from contracts.compat.rules import RULES
from contracts.findings import Finding
from specs import catalog, pointers
from specs.load import from_mapping
from specs.model import Document

PHONEBRIDGE = [release.name for api in catalog.apis() for release in catalog.releases(api)]
_SETS = frozenset({"required", "enum", "parameters", "tags", "security"})
_NAMES = {"schema-name-added", "schema-name-removed"}


@cache
def raw(name: str) -> Any:
    if name in DOCUMENTS:
        return DOCUMENTS[name]
    return json.loads(json.dumps(specs.load(name).raw))


@cache
def built(name: str) -> Document:
    return from_mapping(raw(name))


NAMES = [*PHONEBRIDGE, *DOCUMENTS]


def findings(name: str, twin: Document) -> list[Finding]:
    return [*compare(built(name), twin).findings, *compare(twin, built(name)).findings]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_and_itself(name: str) -> None:
    assert compare(built(name), built(name)).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_document_and_its_json_and_yaml_twins(name: str, tmp_path: Path) -> None:
    (tmp_path / "twin.json").write_text(json.dumps(raw(name)))
    (tmp_path / "twin.yaml").write_text(yaml.safe_dump(raw(name), sort_keys=True))
    for file in ("twin.json", "twin.yaml"):
        assert findings(name, specs.load(tmp_path / file)) == []


@pytest.mark.parametrize("name", PHONEBRIDGE)
def test_a_document_by_name_and_by_file(name: str) -> None:
    assert compare(specs.load(name), specs.load(catalog.find(name).path)).findings == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_a_document_and_its_reordered_twin(name: str, seed: int) -> None:
    assert findings(name, from_mapping(shuffled(raw(name), Random(seed)))) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(RULES)), st.integers(0, 2**32))
def test_any_document_and_its_reordered_twin(rule: str, seed: int) -> None:
    document = RULES[rule].example[1]
    twin = from_mapping(shuffled(document, Random(seed)))
    assert compare(from_mapping(document), twin).findings == compare(twin, from_mapping(document)).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_document_and_its_twin_with_references_written_out(name: str) -> None:
    assert findings(name, from_mapping(inlined(raw(name)))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_without_names_loses_names_alone(name: str) -> None:
    twin = inlined(raw(name))
    kept = set(references(twin))
    for home in (twin.get("components", {}).get("schemas", {}), twin.get("definitions", {})):
        for key in [key for key in home if not any(each.endswith(f"/{key}") for each in kept)]:
            del home[key]
    assert {each.rule for each in findings(name, from_mapping(twin))} <= _NAMES


def shuffled(value: Any, random: Random, name: str = "") -> Any:
    """The same value, keys and lists without order in another one."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random, key) for key in keys}
    if not isinstance(value, list):
        return value
    items = [shuffled(item, random) for item in value]
    if name in _SETS:
        random.shuffle(items)
    return items


def inlined(document: Any) -> Any:
    """The document with every reference replaced by what it names, except where that names itself."""
    return _inlined(document, document, ())


def _inlined(value: Any, document: Any, within: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_inlined(item, document, within) for item in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str):
        if reference in within or _recursive(reference, document):
            return value
        target = pointers.find(document, pointers.from_fragment(reference[1:]))
        return _inlined(target, document, (*within, reference))
    return {key: _inlined(item, document, within) for key, item in value.items()}


def _recursive(reference: str, document: Any) -> bool:
    waiting, seen = [reference], set()
    while waiting:
        for inner in references(pointers.find(document, pointers.from_fragment(waiting.pop()[1:]))):
            if inner == reference:
                return True
            if inner not in seen:
                seen.add(inner)
                waiting.append(inner)
    return False


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for item in value for each in references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [each for item in value.values() for each in references(item)]
