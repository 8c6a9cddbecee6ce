"""The formats that other tools read are as those tools' schemas say, and show a finding where they look for it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import xmlschema
from jsonschema import Draft4Validator
from render_reading import xml

from contracts.findings import Finding, Place, Report, Severity, Verdict
from contracts.render import FORMATS
from contracts.render.places import shown_at, spot

SCHEMAS = Path(__file__).with_name("schemas")
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
SARIF = Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))


def junit(report: Report) -> Element:
    return xml(FORMATS["junit"](report))


def sarif(report: Report) -> Any:
    return json.loads(FORMATS["sarif"](report))["runs"][0]


def commands(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner carries out, as its documentation tells of them."""
    stopped = ""
    for line in text.split("\n"):
        if stopped:
            stopped = "" if line.strip() == f"::{stopped}::" else stopped
        elif found := re.fullmatch(r"\s*::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<data>.*)", line):
            told = dict(each.split("=", 1) for each in (found["properties"] or "").split(",") if each)
            yield found["name"], {name: decoded(value) for name, value in told.items()}, decoded(found["data"])
            stopped = found["data"] if found["name"] == "stop-commands" else ""


def decoded(text: str) -> str:
    for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_junit_is_as_its_schema_says(report: Report) -> None:
    assert [str(error) for error in JUNIT.iter_errors(FORMATS["junit"](report))] == []


def test_sarif_is_as_its_schema_says(report: Report) -> None:
    assert [error.message for error in SARIF.iter_errors(json.loads(FORMATS["sarif"](report)))] == []


def test_junit_counts_what_is_in_it(report: Report) -> None:
    root = junit(report)
    for told in (root, *root):
        cases = list(told.iter("testcase"))
        assert int(told.attrib["tests"]) == len(cases)
        assert int(told.attrib["failures"]) == sum(case.find("failure") is not None for case in cases)
    assert int(root.attrib["failures"]) == report.count(Severity.ERROR)


def test_junit_has_a_case_where_nothing_was_found(comparison: Report) -> None:
    root = junit(dataclasses.replace(comparison, findings=(), skipped={}, ignored=()))
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["Compatible"]


def test_junit_skips_what_may_pass_and_what_could_not_be_judged(comparison: Report) -> None:
    skipped = [each.attrib["message"] for each in junit(comparison).iter("skipped")]
    assert any("no client has ever sent it" in each for each in skipped)
    assert "its body is XML, which is not compared" in skipped


def test_junit_shows_the_command_line_that_repeats_a_failure(test_run: Report) -> None:
    (failure,) = junit(test_run).iter("failure")
    assert test_run.findings[0].reproduce in (failure.text or "")


def test_a_character_that_xml_cannot_hold_is_spelled(comparison: Report) -> None:
    odd = dataclasses.replace(comparison.findings[0], message="a\x00b\ufffec\uffffd\ud800")
    told = FORMATS["junit"](dataclasses.replace(comparison, findings=(odd,)))
    assert r"a\u0000b\ufffec\uffffd\ud800" in told
    assert xml(told) is not None


def test_sarif_tells_fingerprints_and_lines(comparison: Report) -> None:
    results = {each["ruleId"]: each for each in sarif(comparison)["results"] if "suppressions" not in each}
    told = {each["partialFingerprints"]["ringback/v1"] for each in results.values()}
    assert told == {finding.fingerprint for finding in comparison.findings}
    tightened = results["parameter-maximum-tightened"]
    where = tightened["locations"][0]["physicalLocation"]
    assert where == {
        "artifactLocation": {"uri": "phonebridge-webapp-API-1.3.8.yaml"},
        "region": {"startLine": 1255},
    }
    assert [each["physicalLocation"]["region"]["startLine"] for each in tightened["relatedLocations"]] == [1210, 1255]


def test_sarif_alerts_for_no_change_that_is_proven_safe(comparison: Report) -> None:
    by_rule = {each["ruleId"]: (each["kind"], each["level"]) for each in sarif(comparison)["results"]}
    assert by_rule["operation-removed"] == ("fail", "error")
    assert by_rule["request-pattern-changed"] == ("fail", "warning")
    assert by_rule["operation-added"] == ("informational", "none")


def test_sarif_carries_witnesses_as_requests_and_answers(comparison: Report) -> None:
    (found,) = [each for each in sarif(comparison)["results"] if each["ruleId"] == "response-enum-grew"]
    assert (found["webRequest"]["method"], found["webRequest"]["target"]) == ("GET", "/api/users/me")
    assert (found["webResponse"]["statusCode"], found["webResponse"]["reasonPhrase"]) == (200, "OK")
    assert json.loads(found["webResponse"]["body"]["text"])["language"] == "fr"


def test_sarif_keeps_what_may_pass_as_suppressed(comparison: Report) -> None:
    (suppressed,) = [each for each in sarif(comparison)["results"] if "suppressions" in each]
    assert suppressed["suppressions"][0]["justification"].startswith("no client has ever sent it, until 2027-06-30")


def test_github_has_an_annotation_for_each_finding_gravest_first(comparison: Report) -> None:
    told = list(commands(FORMATS["github"](comparison)))
    assert told[0][0] == "notice"
    assert told[0][1]["title"] == f"Breaking: {comparison.title}"
    annotations = [each for each in told[1:] if each[0] in ("error", "warning", "notice")]
    assert len(annotations) == len(comparison.findings)
    assert [each[0] for each in annotations] == ["error"] * 4 + ["warning"] * 2 + ["notice"] * 2
    (tightened,) = [each for each in annotations if "parameter-maximum-tightened" in each[1]["title"]]
    assert (tightened[1]["file"], tightened[1]["line"]) == ("phonebridge-webapp-API-1.3.8.yaml", "1255")
    assert "500 is greater than the maximum of 200" in tightened[2]


def test_github_carries_out_no_command_of_a_document(comparison: Report) -> None:
    evil = "x\n::add-mask::y\n::set-env name=A::b\r::error::%0A::warning::%"
    odd = dataclasses.replace(comparison.findings[0], message=evil, advice=evil, subject=evil, operations=(evil,))
    report = dataclasses.replace(comparison, findings=(odd,), title=evil, facts={evil: evil}, skipped={evil: evil})
    told = [name for name, _, _ in commands(FORMATS["github"](report))]
    assert told == ["notice", "error", "group", "stop-commands", "endgroup"]


def test_gitlab_has_one_issue_for_each_finding(report: Report) -> None:
    issues = json.loads(FORMATS["gitlab"](report))
    assert len({each["fingerprint"] for each in issues}) == len(issues) == len(report.findings)
    assert all(each["location"]["lines"]["begin"] >= 1 for each in issues)
    assert {each["severity"] for each in issues} <= {"info", "minor", "major", "critical", "blocker"}


@pytest.mark.parametrize(
    ("line", "file", "number"),
    [
        ("api/new.yaml:12", "api/new.yaml", 12),
        ("https://api.example:8443/openapi.json:3", "https://api.example:8443/openapi.json", 3),
        ("main:api.yaml:7", "main:api.yaml", 7),
        ("api.yaml", "api.yaml", 1),
        ("api.yaml:0", "api.yaml", 1),
    ],
)
def test_a_place_is_a_line_of_a_file(line: str, file: str, number: int) -> None:
    told = spot(Place(pointer="", line=line))
    assert (told.file, told.line) == (file, number)


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ü.yaml", "a%20b/%C3%BC.yaml"),
        ("c:\\api.yaml", "c:/api.yaml"),
        ("https://x.example/a", "https://x.example/a"),
    ],
)
def test_a_file_as_a_uri(file: str, uri: str) -> None:
    assert spot(Place(pointer="", line=f"{file}:1")).uri == uri


def test_what_is_gone_is_shown_in_the_file_that_somebody_changes(comparison: Report) -> None:
    gone = Finding(
        rule="operation-removed",
        message="gone",
        severity=Severity.ERROR,
        verdict=Verdict.BREAKING,
        old=Place(pointer="/paths", line="main:api/openapi.yaml:9"),
    )
    files = dataclasses.replace(comparison, subjects={"old": "main:api/openapi.yaml", "new": "api/openapi.yaml"})
    told, catalogue = shown_at(gone, files), shown_at(gone, comparison)
    assert told
    assert (told.file, told.line) == ("api/openapi.yaml", 1)
    assert catalogue
    assert catalogue.file == "main:api/openapi.yaml"
