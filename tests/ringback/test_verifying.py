"""The mock under test by the part that knows nothing of it, and the certificate of that."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
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
    made_by_engine = {"status_code_conformance", "negative_data_rejection", "use_after_free", "ignored_auth"}
    assert made_by_engine | {"write-not-read-back", "stranger-admitted", "foreign-item-reached"} <= {
        check for each in made["operations"].values() for check in each["checks"]
    }


def test_a_certificate_says_of_what_it_is_and_how_it_came_about(tmp_path: Path) -> None:
    first, second = (call("phonebridge-client@1.3.8", "--seed", "7") for _ in range(2))
    assert first.stdout == second.stdout
    assert "Certificate: kept" in first.stdout
    assert "phonebridge-client@1.3.8 (OpenAPI 3.0)" in first.stdout
    assert sha256("phonebridge-client@1.3.8") in first.stdout
    assert "seed        7, 1 examples, phases examples, coverage, fuzzing, stateful, probes" in first.stdout
    assert "any-origin-trusted: no operation takes credentials that browsers send" in first.stdout
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


def test_what_checks_of_our_own_find_is_the_mocks_own_failure(tmp_path: Path) -> None:
    text = {"text/plain": {"schema": {"type": "string"}, "example": "a text"}}
    guessed = {"X-Content-Type-Options": {"schema": {"type": "string", "enum": ["guess"]}}}
    answer = {"description": "Fine.", "content": text, "headers": guessed}
    spec = write(tmp_path / "a.yaml", {"/a": {"get": {"responses": {"200": answer}}}})
    result = call(spec, "--certificate", str(tmp_path / "c.json"))
    assert (result.exit_code, certificates(tmp_path / "c.json")[0]["failures"]) == (
        1,
        {"own": 1, "explained": 0, "doubtful": 0},
    )
    assert "sniffing-allowed" in result.stdout


def test_what_could_not_be_tested_is_said_with_its_reason(tmp_path: Path) -> None:
    spec = write(tmp_path / "a.yaml", {})
    result = call(spec, "--certificate", str(tmp_path / "c.json"))
    assert result.exit_code == 2
    assert certificates(tmp_path / "c.json")[0]["verdict"] == "untested"
    assert f"ringback: {spec}: nothing could be tested (it has no operation to be asked)" in result.stderr


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


BINARY = {"content": {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}}
TWO_ANSWERS = {"200": {"description": "Fine."}, "400": {"description": "No."}}
IMPOSSIBLE = {"content": {"application/json": {"schema": {"type": "integer", "minimum": 2, "maximum": 1}}}}
GET_OPEN = {"get": {"parameters": [NUMBER], "responses": {"200": {"description": "Fine."}}}}
GET_SHUT = {"get": {"parameters": [NUMBER], "responses": TWO_ANSWERS}}
GET_IMPOSSIBLE = {"get": {"responses": {"200": {"description": "Fine.", **IMPOSSIBLE}}}}
POST_BINARY = {"post": {"requestBody": BINARY, "responses": TWO_ANSWERS}}


@pytest.mark.parametrize(
    ("paths", "arguments", "verdict", "exit_code", "causes", "own", "untested"),
    [
        ({"/a": GET_SHUT}, [], "kept", 0, {}, 0, []),
        ({"/a": GET_OPEN}, [], "explained", 0, {"refusal-undocumented": 1}, 0, []),
        ({"/a": GET_IMPOSSIBLE}, [], "explained", 0, {"no-usable-response": 1}, 0, []),
        ({"/a": GET_SHUT, "/b": POST_BINARY}, [], "kept", 0, {}, 0, ["POST /b"]),
        ({"/a": GET_OPEN, "/b": GET_SHUT}, ["--validate", "off"], "broken", 1, {}, 2, []),
        ({"/a": GET_IMPOSSIBLE, "/b": GET_SHUT}, ["--validate", "off"], "broken", 1, {"no-usable-response": 1}, 1, []),
        ({"/b": POST_BINARY}, [], "untested", 2, {}, 0, ["POST /b"]),
    ],
)
def test_a_failure_is_the_documents_where_specs_check_names_why_and_else_the_mocks_own(
    paths: dict[str, Any],
    arguments: list[str],
    verdict: str,
    exit_code: int,
    causes: dict[str, int],
    own: int,
    untested: list[str],
    tmp_path: Path,
) -> None:
    spec = write(tmp_path / "a.yaml", paths)
    result = call(spec, *arguments, "--certificate", str(tmp_path / "c.json"))
    (made,) = certificates(tmp_path / "c.json")
    assert (made["verdict"], result.exit_code) == (verdict, exit_code), result.output
    assert (made["causes"], made["failures"]["own"], list(made["untested"])) == (causes, own, untested)
    assert made["failures"]["explained"] == sum(causes.values())


def test_an_explained_failure_names_the_problem_with_its_place(tmp_path: Path) -> None:
    spec = write(tmp_path / "a.yaml", {"/a": GET_OPEN})
    result = call(spec, "--certificate", str(tmp_path / "c.json"))
    assert "Certificate: explained (kept, but for 1 failure that the document leaves no way around)" in result.stdout
    assert f"{spec}:7 #/paths/~1a/get" in result.stdout
    (finding,) = certificates(tmp_path / "c.json")[0]["report"]["findings"]
    assert (finding["rule"], finding["severity"]) == ("status-undocumented", "note")
    assert finding["cause"]["rule"] == "refusal-undocumented"
    assert finding["cause"]["place"] == {"line": f"{spec}:7", "pointer": "/paths/~1a/get"}


def test_what_the_api_sends_itself_is_not_tested(tmp_path: Path) -> None:
    answers = {"responses": {"200": {"description": "Fine."}}}
    sends = {"get": {**answers, "callbacks": {"done": {"{$request.query.url}": {"post": answers}}}}}
    result = call(write(tmp_path / "a.yaml", {"/a": sends}))
    assert result.exit_code == 0, result.output
    assert "Certificate: kept\n" in result.stdout
    assert "POST {$request.query.url}: the mock sends it, and only what it answers is tested" in result.stdout


def test_who_documents_nothing_but_that_credentials_are_missing_is_tested(tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.3",
        "info": INFO,
        "paths": {"/a": {"get": {"security": [{"key": []}], "responses": {"401": {"description": "No."}}}}},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(document), "utf-8")
    result = call(str(tmp_path / "a.yaml"))
    assert result.exit_code == 0, result.output
    assert "operations  1 of 1" in result.stdout
