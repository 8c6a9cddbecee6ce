"""``ringback stress-client`` with a real client that has one fault, or none."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from contracts.render import FORMATS
from ringback.cli import cli

HERE = Path(__file__).parent
PETS = str(HERE / "stressed_pets.json")
SCHEMA = json.loads((HERE.parents[1] / "contracts/render/report.schema.json").read_text("utf-8"))


@cache
def stressed(fault: str, *options: str) -> Result:
    client = [sys.executable, "-S", "-E", str(HERE / "stressed_client.py"), fault]
    return CliRunner().invoke(cli, ["stress-client", PETS, "--handled", "3", *options, "--", *client])


def findings(result: Result) -> list[dict[str, Any]]:
    report = json.loads(result.stdout)
    jsonschema.validate(report, SCHEMA)
    return list(report["findings"])


FAULTS = {
    "null": ("null", "GET /pets/{petId} answers 200 and /nick is null", "AttributeError: 'NoneType'"),
    "missing": ("omitted", "GET /pets/{petId} answers 200 and /tag is absent", "KeyError: 'tag'"),
    "status": ("status", "POST /pets answers 503", "what is 503?"),
    "long": ("text", "GET /pets/{petId} answers 200 and /tag has 65 characters", "the column is too narrow"),
    "branch": ("branch", "GET /pets/{petId} answers 200 and /home is another object, of port", "where is that?"),
    "empty": ("list", "GET /pets answers 200 and /pets is an empty list", "IndexError"),
    "charset": ("charset", "GET /pets answers 200 and Content-Type is ", "AssertionError"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_shrunk_to_one_difference(fault: str) -> None:
    kind, told, why = FAULTS[fault]
    result = stressed(fault, "--only", kind, "--only", "boolean", "--mixes", "0", "--format", "json")
    assert result.exit_code == 1, result.output
    found = findings(result)
    shown = next(each for each in found if told in each["message"])
    assert shown["message"].startswith(f"the client breaks when {told}")
    assert {each["rule"] for each in found} == {f"client-broke-on-{kind}"}
    assert why in shown["witness"]["reason"]
    assert shown["witness"]["response"]["http"].startswith("HTTP/1.1 ")


def test_a_robust_client_withstands_everything_that_the_document_allows() -> None:
    result = stressed("none", "--mixes", "3", "--format", "json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.stdout)["facts"]
    tried, _, all_ = facts["answers tried"].partition(" of ")
    assert tried == all_
    assert int(all_) > 100


def test_two_differences_that_break_together_only_are_told_together() -> None:
    result = stressed("two", "--only", "omitted", "--mixes", "0", "--format", "json")
    assert result.exit_code == 1, result.output
    (found,) = findings(result)
    told = "the client breaks when GET /pets/{petId} answers 200 and /good is absent and /tag is absent"
    assert found["message"] == told
    assert found["reproduce"].count("--choice") == 2


def test_a_finding_is_shown_again_by_its_choices_alone() -> None:
    (first, *_) = findings(stressed("long", "--only", "text", "--only", "boolean", "--mixes", "0", "--format", "json"))
    words = first["reproduce"].split()
    choice = words[words.index("--choice") + 1]
    assert choice.endswith(":65")
    again = stressed("long", "--choice", choice, "--format", "json")
    assert again.exit_code == 1
    assert [each["message"] for each in findings(again)] == [first["message"]]


def test_every_format_tells_what_breaks_the_client(tmp_path: Path) -> None:
    files = {format_: tmp_path / format_ for format_ in FORMATS}
    outputs = [f"--output={format_}={file}" for format_, file in files.items()]
    assert stressed("null", "--only", "null", "--mixes", "0", *outputs).exit_code == 1
    silent = [format_ for format_, file in files.items() if "nick is null" not in file.read_text("utf-8")]
    assert silent == []


def test_the_same_seed_finds_the_same() -> None:
    picked = ("--only", "null", "--only", "omitted", "--mixes", "0", "--format", "json")
    first, second = stressed("null", *picked), stressed("null", "--seed", "0", *picked)
    assert [each["message"] for each in findings(first)] == [each["message"] for each in findings(second)]
    assert [each["reproduce"] for each in findings(first)] == [each["reproduce"] for each in findings(second)]


@pytest.mark.parametrize(
    ("fault", "options", "told"),
    [
        ("none", ["--choice", "00000000"], "there is no difference 00000000"),
        ("none", ["--only", "moment"], "there is no such difference to try"),
        ("seldom", ["--max-runs", "0"], "--max-runs"),
    ],
)
def test_what_cannot_be_tried_is_told(fault: str, options: list[str], told: str) -> None:
    result = stressed(fault, *options)
    assert told in result.stderr + str(result.exception)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ([sys.executable, "-c", "print('no luck'); raise SystemExit(7)"], "fails without any change (exit code 7"),
        ([sys.executable, "-c", "pass"], "called no operation of the document"),
        (["no-such-client"], "no-such-client: the command could not be run"),
    ],
)
def test_a_client_that_is_none_is_told(command: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["stress-client", PETS, "--", *command])
    assert told in str(result.exception)
    assert result.stdout == ""


def test_operations_that_are_not_called_are_told() -> None:
    result = stressed("seldom", "--only", "undeclared", "--mixes", "0", "--format", "json")
    assert json.loads(result.stdout)["skipped"] == {"GET /pets": "the client does not call it"}
