"""Parts are found over the web, at a revision and by the names that files give themselves, and nowhere else."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from web import Web, lead, served

from specs import load, parts
from specs.errors import SpecError
from specs.model import Document
from specs.options import Options

ROOT = (
    "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n"
    "components: {{schemas: {{A: {{$ref: '{to}'}}}}}}\n"
)


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as each:
        yield each


def root(to: str, version: str = "3.1.0", **more: str) -> str:
    return ROOT.format(to=to, version=version) + "".join(f"{key}: {value}\n" for key, value in more.items())


def kind(document: Document) -> object:
    raw = document.schemas["A"].raw
    return raw.get("type") if isinstance(raw, dict) else raw


def test_a_document_of_the_web_reaches_its_own_host_where_that_is_allowed(web: Web) -> None:
    web.pages["/api/v1/openapi.yaml"] = root("../shared/a.yaml#/X").encode()
    web.pages["/api/shared/a.yaml"] = b"X: {$ref: '/b.json'}"
    web.pages["/b.json"] = b'{"type": "integer"}'
    url = web.url("/api/v1/openapi.yaml")
    with pytest.raises(SpecError, match="would need the network") as caught:
        load(url)
    assert (caught.value.source, caught.value.line) == (url, 4)
    assert "--allow-ref-host" in str(caught.value.hint)
    assert web.asked == ["/api/v1/openapi.yaml"]
    document = load(url, Options(ref_hosts=("127.0.0.1",)))
    assert kind(document) == "integer"
    assert document.place("/components/schemas/A") == f"{web.url('/b.json')}:1"


def test_references_are_relative_to_where_a_redirect_led(web: Web) -> None:
    web.redirect("/latest", "/v2/openapi.yaml")
    web.pages["/v2/openapi.yaml"] = root("a.yaml").encode()
    web.redirect("/v2/a.yaml", "/v3/a.yaml")
    web.pages["/v3/a.yaml"] = b"$ref: b.yaml"
    web.pages["/v3/b.yaml"] = b"type: integer"
    assert kind(load(web.url("/latest"), Options(ref_hosts=(f"127.0.0.1:{web.port}",)))) == "integer"


def test_each_file_is_fetched_once(web: Web, tmp_path: Path) -> None:
    web.pages["/a.yaml"] = b"X: {properties: {y: {$ref: '#/Y'}, z: {$ref: 'a.yaml#/Y'}}}\nY: {type: integer}"
    (tmp_path / "api.yaml").write_text(root(web.url("/a.yaml#/X")), encoding="utf-8")
    document = load(tmp_path / "api.yaml", Options(ref_hosts=("127.0.0.1",)))
    assert list(document.schemas) == ["A", "Y"]
    assert web.asked == ["/a.yaml"]


@pytest.mark.parametrize(
    ("path", "media_type", "body", "meant"),
    [
        ("/a", "application/json", b'{"type": "integer"}', "integer"),
        ("/a.txt", "application/schema+json", b'{"type": "integer"}', "integer"),
        ("/a.md", "application/yaml; charset=utf-8", b"type: integer", "integer"),
        ("/a.yaml", "text/plain", b"type: integer", "integer"),
        ("/a", "", b"type: integer", "integer"),
        ("/a.yaml?version=2", "application/octet-stream", b"type: integer", "integer"),
    ],
)
def test_the_media_type_goes_before_the_name(
    web: Web, tmp_path: Path, path: str, media_type: str, body: bytes, meant: str
) -> None:
    web.pages[path] = (200, {"Content-Type": media_type} if media_type else {}, body)
    (tmp_path / "api.yaml").write_text(root(web.url(path)), encoding="utf-8")
    assert kind(load(tmp_path / "api.yaml", Options(ref_hosts=("127.0.0.1",)))) == meant


@pytest.mark.parametrize(("path", "media_type"), [("/a.md", "text/plain"), ("/a.yaml", "text/html"), ("/a.md", "")])
def test_what_holds_no_data_is_text(web: Web, tmp_path: Path, path: str, media_type: str) -> None:
    web.pages[path] = (200, {"Content-Type": media_type} if media_type else {}, b"a: 1")
    text = root("#/components/schemas/A", **{"x-a": f"{{$ref: '{web.url(path)}'}}"})
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "api.yaml", Options(ref_hosts=("127.0.0.1",))).raw["x-a"] == "a: 1"


@pytest.mark.parametrize(
    ("to", "hosts", "told"),
    [
        ("http://127.0.0.1:{port}/a.yaml", ("localhost",), "host 127.0.0.1 is not allowed"),
        ("http://inside.example:{port}/a.yaml", ("inside.example",), "no public address"),
        ("http://meta.example/a.yaml", ("meta.example", "127.0.0.1"), "where nothing is fetched from"),
        ("http://169.254.169.254/latest/meta-data", ("169.254.169.254",), "where nothing is fetched from"),
        ("http://127.0.0.1:{port}/redirect", ("127.0.0.1",), "where nothing is fetched from"),
        ("http://127.0.0.1:{port}/away", ("127.0.0.1",), "host localhost is not allowed"),
        ("http://127.0.0.1:{port}/missing.yaml", ("127.0.0.1",), "Not Found"),
        ("http://127.0.0.1:{port}/endless", ("127.0.0.1",), "larger than 128 MiB"),
        ("ftp://127.0.0.1:{port}/a.yaml", ("127.0.0.1",), "cannot be followed"),
        ("file:///etc/passwd", ("127.0.0.1",), "leaves the document's folder"),
        ("//127.0.0.1:{port}/a.yaml", ("127.0.0.1",), "on another machine"),
    ],
)
def test_allowing_a_host_allows_nothing_else(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, hosts: tuple[str, ...], told: str
) -> None:
    lead(monkeypatch, {"inside.example": ["127.0.0.1"], "meta.example": ["169.254.169.254"]})
    web.redirect("/redirect", "http://169.254.169.254/")
    web.redirect("/away", web.url("/a.yaml", "localhost"))
    web.pages["/a.yaml"] = b"type: integer"
    web.pages["/endless"] = b"#" * 3000
    monkeypatch.setattr(parts.source, "MAX_BYTES", 3000) if "endless" in to else None
    (tmp_path / "api.yaml").write_text(root(to.replace("{port}", str(web.port))), encoding="utf-8")
    with pytest.raises(SpecError, match=told.replace("128", r"\d+")) as caught:
        load(tmp_path / "api.yaml", Options(ref_hosts=hosts))
    assert caught.value.line == 4
    assert caught.value.hint
    assert "/a.yaml" not in web.asked


def test_a_file_of_the_web_reaches_no_file_of_ours(web: Web, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("type: integer", encoding="utf-8")
    web.pages["/api.yaml"] = root((tmp_path / "a.yaml").as_uri()).encode()
    with pytest.raises(SpecError, match="leaves the document's folder"):
        load(web.url("/api.yaml"))
    assert kind(load(web.url("/api.yaml"), Options(ref_roots=(tmp_path,)))) == "integer"


def test_fetches_are_counted(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_FETCHES", 5)
    for number in range(10):
        web.pages[f"/{number}.yaml"] = f"items: {{$ref: '{number + 1}.yaml'}}".encode()
    (tmp_path / "api.yaml").write_text(root(web.url("/0.yaml")), encoding="utf-8")
    with pytest.raises(SpecError, match="5 files were"):
        load(tmp_path / "api.yaml", Options(ref_hosts=("127.0.0.1",)))
    assert len(web.asked) == 5


def test_files_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_PARTS", 3)
    for number in range(4):
        (tmp_path / f"{number}.yaml").write_text(f"items: {{$ref: '{number + 1}.yaml'}}", encoding="utf-8")
    (tmp_path / "api.yaml").write_text(root("0.yaml"), encoding="utf-8")
    with pytest.raises(SpecError, match="one file too many"):
        load(tmp_path / "api.yaml")


SELVES = [
    ("https://example.org/api/openapi.yaml", "a.yaml", "3.2.0"),
    ("https://example.org/api/openapi.yaml", "https://example.org/api/a.yaml", "3.2.0"),
    ("https://example.org/api/openapi.yaml", "https://example.org/api/openapi.yaml#/x-own", "3.2.0"),
    ("/api/openapi.yaml", "/api/a.yaml", "3.2.0"),
    ("nonsense/", "a.yaml", "3.1.0"),
]


@pytest.mark.parametrize(("own", "to", "version"), SELVES)
def test_self_is_the_base_of_references(tmp_path: Path, own: str, to: str, version: str) -> None:
    (tmp_path / "a.yaml").write_text("type: integer", encoding="utf-8")
    text = root(to, version, **{"$self": own, "x-own": "{type: integer}"})
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    document = load(tmp_path / "api.yaml")
    followed = document.schemas["A"].raw
    target = document.raw["x-own"] if isinstance(followed, dict) and "$ref" in followed else followed
    assert target == {"type": "integer"}


def test_self_opens_no_folder_and_no_host(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "secret.yaml").write_text("type: integer", encoding="utf-8")
    for own, told in (
        (tmp_path.as_uri() + "/x.yaml", "cannot be followed|leaves the document's folder"),
        ("https://example.org/api/x.yaml", "would need the network"),
    ):
        (tmp_path / "api/api.yaml").write_text(root("secret.yaml", "3.2.0", **{"$self": own}), encoding="utf-8")
        with pytest.raises(SpecError, match=told):
            load(tmp_path / "api/api.yaml")


def test_another_file_is_known_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("$self: https://example.org/a\nX: {type: integer}\n", encoding="utf-8")
    text = root("a.yaml#/X", "3.2.0", **{"x-b": "{$ref: 'https://example.org/a#/X'}"})
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "api.yaml").raw["components"]["schemas"]["A"] == {"type": "integer"}


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_references_of_a_revision_stay_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(tmp_path, "init")
    for folder in ("api", "shared"):
        (tmp_path / folder).mkdir()
    (tmp_path / "api/api.yaml").write_text(root("sub/ä.yaml#/X"), encoding="utf-8")
    (tmp_path / "api/out.yaml").write_text(root("../shared/b.yaml"), encoding="utf-8")
    (tmp_path / "api/up.yaml").write_text(root("../../b.yaml"), encoding="utf-8")
    (tmp_path / "api/file.yaml").write_text(root((tmp_path / "shared/b.yaml").as_uri()), encoding="utf-8")
    (tmp_path / "api/missing.yaml").write_text(root("nothing.yaml"), encoding="utf-8")
    (tmp_path / "api/other.yaml").write_text(root("//0000/api/api.yaml"), encoding="utf-8")
    (tmp_path / "api/sub").mkdir()
    (tmp_path / "api/sub/ä.yaml").write_text("X: {type: integer}", encoding="utf-8")
    (tmp_path / "shared/b.yaml").write_text("type: integer", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    for file in ("api/sub/ä.yaml", "shared/b.yaml"):
        (tmp_path / file).write_text("X: {type: string}\ntype: string", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    document = load("HEAD:api/api.yaml")
    assert kind(document) == "integer"
    assert document.place("/components/schemas/A") == "HEAD:api/sub/ä.yaml:1"
    for name, told in (
        ("out", "leaves the document's folder: shared/b.yaml"),
        ("up", "leaves the document's folder"),
        ("file", "leaves the document's folder"),
        ("missing", "no such file: HEAD:api/nothing.yaml"),
        ("other", "cannot be followed"),
    ):
        with pytest.raises(SpecError, match=told):
            load(f"HEAD:api/{name}.yaml")
    assert kind(load("HEAD:api/out.yaml", Options(ref_roots=(Path("shared"),)))) == "integer"


def test_standard_input_has_no_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("type: integer", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for to, options, told in (
        ("a.yaml", Options(ref_roots=(tmp_path,)), "has no neighbours"),
        ((tmp_path / "a.yaml").as_uri(), Options(), "leaves the document's folder"),
        ((tmp_path / "a.yaml").as_uri(), Options(ref_roots=(tmp_path,)), None),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(root(to).encode())))
        if told is None:
            assert kind(load("-", options)) == "integer"
            continue
        with pytest.raises(SpecError, match=told):
            load("-", options)
