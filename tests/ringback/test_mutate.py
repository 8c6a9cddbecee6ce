"""The mutation score of a suite, by the command line."""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from mockserver.mutants.values import Family
from ringback.cli import cli
from ringback.commands.mutate import FAMILIES

SPEC = str(Path(__file__).parents[1] / "mutation" / "documents" / "workshop.yaml")
SCHEMA = json.loads((resources.files("contracts.render.mutation") / "mutation.schema.json").read_text(encoding="utf-8"))
SUITE = """
import json, os, sys, urllib.request
where, token = sys.argv[1], os.environ["RINGBACK_TOKEN"]
request = urllib.request.Request(where + "/tools?limit=2", headers={"Authorization": "Bearer " + token})
with urllib.request.urlopen(request) as answer:
    told = json.load(answer)
assert isinstance(told["items"], list)
"""
NOTICED, SURVIVED, UNREACHED = (
    "body-required@GET:/tools:200",
    "header-missing@GET:/tools:200:X-Total-Count",
    "deletion-lost@DELETE:/tools/{id}",
)


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "suite.py"
    path.write_text(SUITE)
    return str(path)


def mutate(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["mutate", SPEC, "--seed", "1", *arguments])


def test_faults_are_noticed_survive_or_are_not_reached(suite: str) -> None:
    wanted = [part for each in (NOTICED, SURVIVED, UNREACHED) for part in ("--mutants", each)]
    done = mutate(*wanted, "--format", "json", "--", sys.executable, suite, "{url}")
    assert done.exit_code == 1, done.stderr
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    fates = {each["id"]: each["fate"] for each in told["faults"]}
    assert fates == {NOTICED: "noticed", SURVIVED: "survived", UNREACHED: "unreached"}
    assert (told["score"], told["of_all"]) == (50, 33.33)
    survivor = next(each for each in told["faults"] if each["fate"] == "survived")
    assert "X-Total-Count" in survivor["right"]
    assert "X-Total-Count" not in survivor["response"]
    assert "Bearer" not in done.stdout


def test_the_text_shows_what_went_unnoticed_and_a_low_demand_is_met(suite: str) -> None:
    done = mutate("--mutants", SURVIVED, "--min-score", "0", "--", sys.executable, suite, "{url}")
    assert done.exit_code == 0, done.stderr
    assert "0 of 1 fault noticed that were shown: 0.0 %." in done.stdout
    assert "✗ GET /tools: A required header field is missing." in done.stdout
    assert "│ -X-Total-Count: 3" in done.stdout


def test_a_suite_that_asks_for_little_is_shown_faults_only_there(suite: str) -> None:
    done = mutate("--families", "leaks", "--families", "lists", "--max-mutants", "2", "--format", "markdown",
                  "--min-score", "0", "--time-limit", "0.001", "--", sys.executable, suite, "{url}")  # fmt: skip
    assert isinstance(done.exception, ContractError)
    assert "The suite asks for 1 of 14 operations. 2 faults not tried" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--", sys.executable, "-c", "print('no luck'); raise SystemExit(3)"),
            "the suite fails while the mock breaks nothing (exit code 3)",
        ),
        (("--", sys.executable, "-c", "print('no luck'); raise SystemExit(3)"), "| no luck"),
        (
            ("--timeout", "0.01", "--", sys.executable, "-c", "import signal; signal.pause()"),
            "it was still running after 0.01 seconds",
        ),
        (("--mutants", NOTICED, "--", sys.executable, "-c", ""), "the suite was shown no fault"),
        (("--", "no-such-suite"), "no-such-suite: the command could not be run"),
        (("--mutants", "body-tipe@GET:/tools:200", "--list"), "the document has no mutant 'body-tipe@GET:/tools:200'"),
        ((), "no suite to run"),
        (("--items", "10001", "--", "true"), "10001 is no whole number from 0 to 10000"),
    ],
)
def test_what_cannot_be_tried_is_said(arguments: tuple[str, ...], told: str) -> None:
    done = mutate(*arguments)
    assert done.exit_code
    assert told in str(done.exception) + done.output


def test_faults_are_listed() -> None:
    done = mutate("--list", "--families", "conditions")
    assert done.exit_code == 0
    assert "  The tag of a thing changes when it stays the same.\n" in done.stdout
    assert all("@" in line for line in done.stdout.splitlines())


def test_the_command_names_the_families_there_are() -> None:
    assert tuple(FAMILIES) == tuple(Family)
