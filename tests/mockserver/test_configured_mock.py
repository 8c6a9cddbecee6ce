"""The mock as its configuration file says, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mock_client import mock_process

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "paths": {
        path: {
            "get": {
                "operationId": path[1:],
                "responses": {
                    "200": {
                        "description": ".",
                        "content": {"application/json": {"schema": {"type": "object", "required": ["n"]}}},
                    }
                },
            }
        }
        for path in ("/one", "/two", "/three")
    },
}
SETTINGS = """
[mock]
specs = "api.json@/v1"
host = "127.0.0.1"

[[mock.overrides]]
operation = "one"
sequence = [{ body = { n = 1 } }, { template = { n = "{{ request.query }}" } }]

[[mock.faults]]
operation = "two"
status = 503
retry_after = "7s"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    (tmp_path / "api.json").write_text(json.dumps(DOCUMENT))
    file = tmp_path / "ringback.toml"
    file.write_text(SETTINGS)
    return file


def test_overrides_and_faults_of_the_file_are_in_force(settings: Path) -> None:
    with mock_process("--config", str(settings)) as (api, _):
        assert "\nOverrides: override-1\nFaults: fault-1\n" in api.told
        assert api("GET", "/v1/one").json == {"n": 1}
        assert api("GET", "/v1/one?x=2").json == {"n": "x=2"}
        failed = api("GET", "/v1/two")
        assert (failed.status, failed.headers["Retry-After"]) == (503, "7")
        assert api("GET", "/v1/three").status == 200


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('"one"', '"none"', ":7 #/mock/overrides/0/operation: the document has no operation 'none' (did you mean"),
        ("n = 1", "m = 1", ':8 #/mock/overrides/0/sequence/0/body: GET /one: application/json: "n" is a required prop'),
        (
            "{{ request.query }}",
            "{{ 1 + 1 }}",
            ":8 #/mock/overrides/0/sequence/1/template: no template: line 1: templa",
        ),
        ("status = 503", "status = 200", ":12 #/mock/faults/0/status: "),
    ],
)
def test_the_mock_does_not_start_with_what_is_wrong(settings: Path, was: str, now: str, told: str) -> None:
    settings.write_text(SETTINGS.replace(was, now))
    command = [sys.executable, "-m", "ringback", "mock", "--config", str(settings), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"ringback: {settings}{told}")
    assert len(done.stderr.splitlines()) == 1
