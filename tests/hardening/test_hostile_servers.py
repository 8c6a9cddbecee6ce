"""Servers that mean harm to whoever tests them, or asks them: endless, dripping, packed, and leading elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from alone import PEAK
from hostile_server import WAYS, document, hostile_server

from contracts.conformance import bounded
from mockserver.errors import MockError
from ringback import asking
from specs.harmless import visible

_MEGABYTES = 500
_SOME = (
    *("endless", "drip", "dripping-head", "packed", "redirect", "loop", "bad-chunks", "injected"),
    *("deep", "yaml-deep", "yaml-aliases", "yaml-broken"),
)
"""Of the gate, all in one run; tox -e hardening has a run for each way."""
_BOUNDED = (
    "from contracts.conformance import bounded; bounded._MOST_SECONDS = 1.0; bounded._MOST_BYTES = 4_000_000;"
    f"import atexit; atexit.register(exec, {PEAK!r}, {{}}); from ringback.cli import main; main()"
)
"""The command, less patient than usual, which keeps what it took."""


def ways(metafunc: pytest.Metafunc) -> list[tuple[str, ...]]:
    return [(way,) for way in WAYS] if metafunc.config.getoption("--attacks") == "all" else [_SOME]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "chosen" in metafunc.fixturenames:
        metafunc.parametrize("chosen", ways(metafunc), ids=" ".join)


def test_a_server_that_means_harm_ends_in_a_report(chosen: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(document(*chosen)))
    with hostile_server() as elsewhere, hostile_server(elsewhere.url) as server:
        words = ("test", "api.json", "--url", server.url, "--seed", "1", "--max-examples", "1", "--phase", "coverage")
        with (tmp_path / "out").open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-c", _BOUNDED, *words, "--output", "report.html"],
                cwd=tmp_path,
                env={**os.environ, "RINGBACK_TOKEN": "secret-of-the-server", "PEAK": str(tmp_path / "peak")},
                stdout=out,
                stderr=out,
            )
            process.wait()
    said = (tmp_path / "out").read_text()
    assert process.returncode in {1, 2}, said
    assert "Traceback" not in said
    assert "part of the engine" not in said
    assert visible(said) == said
    assert float((tmp_path / "peak").read_text()) < _MEGABYTES
    assert elsewhere.asked == []
    assert server.asked


@pytest.mark.parametrize("way", ["endless", "drip", "packed"])
def test_no_answer_is_read_without_an_end(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    monkeypatch.setattr(bounded, "_MOST_SECONDS", 0.2)
    monkeypatch.setattr(bounded, "_MOST_BYTES", 2_000_000)
    with hostile_server() as server, pytest.raises(requests.ConnectionError, match="The body has"):
        requests.get(f"{server.url}/{way}", hooks={"response": bounded.read}, timeout=60)


def test_no_answer_is_read_that_is_too_deep_for_its_readers() -> None:
    import requests

    with hostile_server() as server, pytest.raises(requests.ConnectionError, match="deeper than 254 levels"):
        requests.get(f"{server.url}/deep", hooks={"response": bounded.read}, timeout=60)


@pytest.mark.parametrize("way", ["dripping-head", "endless-100"])
def test_no_head_is_read_without_an_end(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    monkeypatch.setattr(bounded, "_MOST_SECONDS", 0.2)
    with hostile_server() as server, bounded.heads(), pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.url}/{way}", timeout=60)


def test_a_mock_that_redirects_gets_no_token_elsewhere() -> None:
    with hostile_server() as elsewhere, hostile_server(elsewhere.url) as server:
        with pytest.raises(MockError, match="the mock answers 307"):
            asking.replayed(f"{server.url}/redirect?/__ringback", "nonsense", "s3cret")
        assert elsewhere.asked == []
        assert len(server.asked) == 1


@pytest.mark.parametrize("way", ["dripping-head", "endless-100", "drip"])
def test_a_mock_whose_answer_has_no_end_is_none_that_can_be_asked(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_SECONDS", 0.3)
    with hostile_server() as server, pytest.raises(MockError, match=r"no end after|timed out"):
        asking.replayed(f"{server.url}/{way}?/__ringback", "nonsense", None)


def test_an_address_with_credentials_is_not_asked() -> None:
    with pytest.raises(MockError, match="has credentials in it") as told:
        asking.replayed("http://user:s3cret@127.0.0.1:9", "nonsense", None)
    assert "s3cret" not in str(told.value)
