"""Reports for programs of documents whose every text is hostile: each is read as what it is, and as nothing more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from hostile_texts import FLAT, NASTY, nasty_document

from contracts.compat.compare import compare
from contracts.findings import Report
from contracts.render import FORMATS
from specs.harmless import visible
from specs.load import from_mapping


@pytest.fixture(scope="module")
def report() -> Report:
    new = nasty_document(more={"type": "string"})
    new["components"]["schemas"]["Thing"]["properties"]["id"] = {"type": "string", "description": NASTY}
    del new["paths"][f"/things/{FLAT}"]
    found = compare(from_mapping(nasty_document(), "old.json"), from_mapping(new, "new.json"))
    assert len(found.findings) >= 3
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_has_what_steers_whoever_reads_it(name: str, report: Report) -> None:
    text = FORMATS[name](report)
    assert visible(text) == text
    assert name == "html" or not re.search(r"^(::set-|##vso)", text, re.MULTILINE)


def test_junit_has_the_elements_that_it_always_has(report: Report) -> None:
    root = ElementTree.fromstring(FORMATS["junit"](report))  # noqa: S314 - it is our own
    known = {"testsuites", "testsuite", "testcase", "failure", "system-out", "skipped", "properties", "property"}
    assert {each.tag for each in root.iter()} <= known
    assert len(root.findall(".//failure")) == sum(each.severity.value == "error" for each in report.findings)


FINDINGS: dict[str, Callable[[Any], list[Any]]] = {
    "json": lambda told: told["findings"],
    "sarif": lambda told: told["runs"][0]["results"],
    "gitlab": lambda told: told,
}


@pytest.mark.parametrize("name", FINDINGS)
def test_json_is_json_with_as_many_findings(name: str, report: Report) -> None:
    told = json.loads(FORMATS[name](report))
    assert len(FINDINGS[name](told)) == len(report.findings)


def test_each_order_to_github_is_one_of_ours(report: Report) -> None:
    orders, found, rest = FORMATS["github"](report).partition("::stop-commands::")
    token = rest.partition("\n")[0]
    assert found
    assert rest.count(token) == 2
    assert rest.endswith(f"\n::{token}::\n::endgroup::\n")
    *annotations, group = orders.splitlines()
    assert group == "::group::The whole report"
    assert len(annotations) == 1 + len(report.findings)
    assert all(re.match(r"::(error|warning|notice) [^:]*::", line) for line in annotations)
