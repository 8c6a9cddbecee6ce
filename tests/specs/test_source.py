"""Where a text comes from, and what is said where it cannot be had."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from specs import catalog, source
from specs.errors import SpecError


def test_a_file_keeps_the_name_that_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text("a: 1\nb: 2\n", encoding="utf-8")
    read = source.read("api.yaml")
    assert (read.name, read.label, read.path, read.line("/b")) == ("api.yaml", "api.yaml", Path("api.yaml"), 2)


def test_a_release_is_called_by_its_file() -> None:
    read = source.read("phonebridge-webapp@1.3.7")
    assert (read.label, read.path) == (
        "phonebridge-webapp-API-1.3.7.yaml",
        catalog.find("phonebridge-webapp@1.3.7").path,
    )


def test_a_file_goes_before_a_release_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("phonebridge-webapp").write_text("mine", encoding="utf-8")
    assert source.read("phonebridge-webapp").text == "mine"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a").write_bytes("ä: 👍".encode(encoding))
    assert source.read(str(tmp_path / "a")).text == "ä: 👍"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.yaml", "no such file"),
        ("phonebridge-webap@1.3.8", "one of phonebridge-webapp, phonebridge-client"),
        ("phonebridge-webapp@9.9", "has no release '9.9'"),
        ("phonebridge-webapp@1.2..1.3.8", "not a range"),
        ("", "cannot be read: Is a directory"),
        ("a/b", "Not a directory"),
        ("a\0b", "cannot be read"),
        ("x" * 5000, "File name too long"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a").touch()
    with pytest.raises(SpecError, match=told) as caught:
        source.read(name)
    assert caught.value.hint


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc\xff")
    with pytest.raises(SpecError, match="not UTF-8 text"):
        source.read(str(tmp_path / "a"))


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    (tmp_path / "a").write_text("x" * 11, encoding="utf-8")
    with pytest.raises(SpecError, match="larger than"):
        source.read(str(tmp_path / "a"))


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/api.yaml"
        self.send_response(200 if found else 404)
        self.end_headers()
        if found:
            self.wfile.write(b"openapi: 3.0.3")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def base_url() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_document_is_fetched_by_its_url(base_url: str) -> None:
    read = source.read(f"{base_url}/api.yaml")
    assert (read.text, read.path, read.label) == ("openapi: 3.0.3", None, f"{base_url}/api.yaml")


def test_a_url_that_gives_nothing_is_told(base_url: str) -> None:
    with pytest.raises(SpecError, match="cannot be fetched: Not Found"):
        source.read(f"{base_url}/missing.yaml")
    with pytest.raises(SpecError, match="cannot be fetched"):
        source.read("http://127.0.0.1:9/api.yaml")
