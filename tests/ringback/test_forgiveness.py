"""Slips on the command line: told, bounded, silenced, refused; and overlays for one side of a comparison."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback.cli import cli

SLIPS = 7


@pytest.fixture
def sloppy(tmp_path: Path) -> str:
    responses = {str(200 + index): {} for index in range(SLIPS - 1)}
    file = tmp_path / "api.json"
    file.write_text(json.dumps({"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": responses}}}}, indent=1))
    return str(file)


def diff(*args: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *args])


def test_the_first_few_slips_are_told_with_their_place(sloppy: str) -> None:
    result = diff(sloppy, sloppy)
    told = result.stderr.splitlines()
    assert result.exit_code == 0
    assert told[0].startswith(f"{sloppy}: warning: no 'info'")
    assert told[1].startswith(f"{sloppy}:7: warning #/paths/~1a/get/responses/200: a response without 'description'")
    assert told[-1] == f"and {SLIPS - 5} more: ringback specs check {sloppy}"
    assert len(told) == 6


def test_slips_are_silenced_by_quiet(sloppy: str) -> None:
    assert diff(sloppy, sloppy, "--quiet").stderr == ""


@pytest.mark.parametrize(
    "command", [("diff", "{}", "{}"), ("mock", "{}", "--port", "0"), ("test", "{}"), ("specs", "check", "{}")]
)
def test_strict_refuses_slips_and_lists_them_all(sloppy: str, command: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(cli, [*(part.format(sloppy) for part in command), "--strict"]).exception
    first, *rest = str(refused).splitlines()
    assert first == f"{sloppy}: {SLIPS} problems that --strict does not forgive"
    assert len(rest) == SLIPS


def test_an_overlay_may_be_for_one_side_of_a_comparison(tmp_path: Path) -> None:
    name = "phonebridge-client@1.3.8"
    overlay = tmp_path / "o.json"
    action = {"target": "$.paths['/api/users/me/clients'].get", "remove": True}
    overlay.write_text(json.dumps({"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": [action]}))
    assert diff(name, name).exit_code == 0
    assert diff(name, name, "--overlay", str(overlay)).exit_code == 0
    assert diff(name, name, "--overlay-old", str(overlay)).exit_code == 0
    removed = diff(name, name, "--overlay-new", str(overlay))
    assert removed.exit_code == 1
    assert "GET /api/users/me/clients" in removed.stdout
