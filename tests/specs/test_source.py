"""Where a text comes from, and what is said where it cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from web import Web, served

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


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as each:
        yield each


def test_a_document_is_fetched_by_its_url(web: Web) -> None:
    web.pages["/api.yaml"] = b"openapi: 3.0.3"
    web.redirect("/api", "/api.yaml")
    read = source.read(web.url("/api"))
    assert (read.text, read.path, read.label) == ("openapi: 3.0.3", None, web.url("/api"))
    assert read.uri == web.url("/api.yaml")


def test_a_url_that_gives_nothing_is_told(web: Web) -> None:
    with pytest.raises(SpecError, match="cannot be fetched: Not Found"):
        source.read(web.url("/missing.yaml"))
    with pytest.raises(SpecError, match="cannot be fetched"):
        source.read("http://127.0.0.1:9/api.yaml")


def test_a_part_of_another_file_is_placed_there() -> None:
    other = source.Source("b.yaml", None, "x:\n  y:\n    z: 1\n")
    read = source.Source("a.yaml", None, "p: 1\nq: 2\n", parts={"/q/r": (other, "/x")})
    assert read.place("/q") == ("a.yaml", 2)
    assert read.place("/q/r") == ("b.yaml", 1)
    assert read.place("/q/r/y/z") == ("b.yaml", 3)
    assert read.origin("/q/rr") == (read, "/q/rr")
