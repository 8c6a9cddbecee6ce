"""The mock under test by the part that knows nothing of it, and the certificate of that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from ringback import __version__
from ringback.commands.mock import mock
from specs import catalog, load

INFO = {"title": "t", "version": "1"}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(mock, ["--verify", "--max-examples", "1", *arguments])


def sha256(name: str) -> str:
    return hashlib.sha256(catalog.find(name).path.read_bytes()).hexdigest()


def certificates(path: Path) -> list[dict[str, Any]]:
    told = json.loads(path.read_text("utf-8"))
    assert told["ringback"] == __version__
    made: list[dict[str, Any]] = told["certificates"]
    return made


def test_the_mock_of_every_document_keeps_its_contract(stock_anonymous: str, tmp_path: Path) -> None:
    name = stock_anonymous
    result = call(name, "--certificate", str(tmp_path / "c.json"))
    assert result.exit_code == 0, result.output
    (made,) = certificates(tmp_path / "c.json")
    document = load(name)
    assert made["verdict"] == "kept"
    assert made["document"]["sha256"] == sha256(name)
    assert list(made["operations"]) == [operation.key for operation in document.operations]
    assert made["untested"] == {}
    assert all(each["cases"] > 0 for each in made["operations"].values())
    performed = sum(sum(each["checks"].values()) for each in made["operations"].values())
    assert performed == made["report"]["facts"]["checks"]
    assert {"status_code_conformance", "negative_data_rejection", "use_after_free", "ignored_auth"} <= {
        check for each in made["operations"].values() for check in each["checks"]
    }


def test_a_certificate_says_of_what_it_is_and_how_it_came_about(tmp_path: Path) -> None:
    first, second = (call("phonebridge-client@1.3.8", "--seed", "7") for _ in range(2))
    assert first.stdout == second.stdout
    assert "Certificate: kept" in first.stdout
    assert "phonebridge-client@1.3.8 (OpenAPI 3.0)" in first.stdout
    assert sha256("phonebridge-client@1.3.8") in first.stdout
    assert "seed        7, 1 examples, phases examples, coverage, fuzzing, stateful" in first.stdout
    assert "operations  6 of 6" in first.stdout


def write(path: Path, paths: dict[str, Any]) -> str:
    path.write_text(yaml.safe_dump({"openapi": "3.0.3", "info": INFO, "paths": paths}), "utf-8")
    return str(path)


NUMBER = {"name": "n", "in": "query", "schema": {"type": "integer"}}


def test_a_mock_that_breaks_its_document_is_told(tmp_path: Path) -> None:
    answers = {"200": {"description": "Fine."}, "400": {"description": "No."}}
    spec = write(tmp_path / "a.yaml", {"/a": {"get": {"parameters": [NUMBER], "responses": answers}}})
    assert call(spec).exit_code == 0
    result = call(spec, "--validate", "off", "--certificate", str(tmp_path / "c.json"))
    assert result.exit_code == 1, result.output
    assert "Certificate: broken" in result.stdout
    assert "GET /a" in result.stdout
    (made,) = certificates(tmp_path / "c.json")
    assert made["verdict"] == "broken"
    assert [each["rule"] for each in made["report"]["findings"]] == ["invalid-request-accepted"]


def test_what_could_not_be_tested_is_said_with_its_reason(tmp_path: Path) -> None:
    spec = write(tmp_path / "a.yaml", {})
    result = call(spec, "--certificate", str(tmp_path / "c.json"))
    assert result.exit_code == 2
    assert certificates(tmp_path / "c.json")[0]["verdict"] == "untested"
    assert "ringback: of a document nothing could be tested" in result.stderr


def test_several_documents_get_a_certificate_each(tmp_path: Path) -> None:
    answers = {"200": {"description": "Fine."}}
    names = [write(tmp_path / f"{name}.yaml", {f"/{name}": {"get": {"responses": answers}}}) for name in "ab"]
    result = call(*names, "--certificate", str(tmp_path / "c.json"))
    assert result.exit_code == 0, result.output
    assert [list(each["operations"]) for each in certificates(tmp_path / "c.json")] == [["GET /a"], ["GET /b"]]


def test_accounts_are_used(tmp_path: Path) -> None:
    result = call("phonebridge-client@1.3.8", "--account", "me@example.org:correct")
    assert result.exit_code == 0, result.output
    assert "6 of 6" in result.stdout


def test_a_certificate_needs_a_test() -> None:
    result = CliRunner().invoke(mock, ["phonebridge-client@1.3.8", "--certificate", "c.json"])
    assert result.exit_code == 2
    assert "--verify" in result.output


def test_where_a_certificate_cannot_be_written_nothing_is_tested(tmp_path: Path) -> None:
    result = call("phonebridge-client@1.3.8", "--certificate", str(tmp_path / "none" / "c.json"))
    assert str(result.exception).endswith("No such file or directory (give another file with --certificate)")
    assert result.stdout == ""
