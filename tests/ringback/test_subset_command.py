"""``ringback subset``: one claim, one report, one exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from ringback.commands.subset import subset

pytestmark = pytest.mark.usefixtures("folder")


CLIENT, FULL = "phonebridge-client@1.3.8", "phonebridge-webapp@1.3.8"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(subset, arguments)


def test_a_part_is_told_and_ends_with_0() -> None:
    result = run(CLIENT, FULL)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(" A SUBSET   phonebridge CLIENT API 1.3.8 in phonebridge webapp API 1.3.8\n")


def test_what_is_no_part_ends_with_1() -> None:
    result = run(FULL, CLIENT, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["subjects"]) == (1, {"client": FULL, "full": CLIENT})


def test_the_report_goes_to_a_file_and_its_verdict_to_standard_error(folder: Path) -> None:
    result = run(FULL, CLIENT, "--format", "html", "--output", "part.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Not a subset: ")
    assert "The full API has no" in (folder / "part.html").read_text(encoding="utf-8")
    assert run(FULL, CLIENT, "--output", "part.txt", "--quiet").output == ""


def test_documents_without_operations_are_not_judged(folder: Path) -> None:
    (folder / "a.yaml").write_text("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n", encoding="utf-8")
    assert isinstance(run("a.yaml", FULL).exception, ContractError)


def test_what_cannot_be_read_ends_with_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ringback", "subset", "absent.yaml", FULL], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ringback: absent.yaml: no such file")
