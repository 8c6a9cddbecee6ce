"""Several documents in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mock_client import Api, document, mock_process

from mockserver.app import HOST, host_app
from mockserver.errors import MockError
from mockserver.hosts.hosting import Host, Served
from mockserver.hosts.sharing import memories
from mockserver.hosts.versions import version_by
from mockserver.settings import Settings, Share
from mockserver.testing import running
from ringback.cli import cli
from ringback.greeting import twice
from specs.load import from_mapping

SETTINGS = Settings()


def says(text: str) -> dict[str, Any]:
    return {"responses": {"200": {"description": ".", "content": {"text/plain": {"example": text}}}}}


def made(release: str, paths: dict[str, Any], *servers: str, title: str = "T") -> Any:
    raw = {"openapi": "3.0.3", "info": {"title": title, "version": release}, "paths": paths}
    return from_mapping({**raw, **({"servers": [{"url": each} for each in servers]} if servers else {})})


@contextmanager
def hosted(*served: Served, by: str = "", settings: Settings = SETTINGS) -> Iterator[Api]:
    host = Host(served, settings, time.time, version_by(by) if by else None)
    with running(host_app(host)) as url:
        yield Api(url)


def test_each_document_is_found_below_its_prefix() -> None:
    one = Served(document=made("1", {"/x": {"get": says("one")}}, "/v1"), prefix="/a")
    two = Served(document=made("1", {"/x": {"get": says("two")}}), prefix="/a/b")
    with hosted(one, two) as api:
        answers = {path: api("GET", path) for path in ("/a/v1/x", "/a/b/x", "/a/x", "/x", "/v1/x", "/a/bx", "/ax")}
    found = {path: each.body.decode() if each.status == 200 else each.status for path, each in answers.items()}
    assert found == {"/a/v1/x": "one", "/a/b/x": "two", "/a/x": 404, "/x": 404, "/v1/x": 404, "/a/bx": 404, "/ax": 404}
    assert answers["/x"].json["detail"] == "Nothing is served here. There are: /a, /a/b."


def test_documents_side_by_side_answer_for_what_they_have() -> None:
    one = made("1", {"/x": {"get": says("one")}, "/y": {"get": says("one's y")}}, title="One")
    two = made("2", {"/x": {"post": says("two"), "get": says("hidden")}, "/z": {"get": says("z")}}, title="Two")
    with hosted(Served(document=one), Served(document=two)) as api:
        asked = [("GET", "/x"), ("POST", "/x"), ("GET", "/y"), ("GET", "/z")]
        assert [api(*each).body.decode() for each in asked] == ["one", "two", "one's y", "z"]
        assert api("DELETE", "/z").headers["Allow"] == "GET, HEAD, OPTIONS"
        assert api("GET", "/nowhere").status == 404
    host = Host([Served(document=one), Served(document=two)], SETTINGS, time.time)
    assert list(host.clashes()) == ["GET /x is in One 1 and in Two 2: the first answers"]


def test_addresses_in_answers_have_the_prefix() -> None:
    with hosted(Served(document=document("phonebridge-webapp@1.3.8"), prefix="/new")) as api:
        token = api("POST", "/new/api/authenticate", {"email": "a@b.example", "password": "x"}).json["id_token"]
        created = api("POST", "/new/api/users/me/clients", {"name": "n"}, token=token)
        assert created.headers["Location"].startswith("/new/api/clients/")
        assert api("GET", created.headers["Location"], token=token).json == created.json
        listed = api("GET", "/new/api/users/me/clients?size=1", token=token)
        assert "</new/api/users/me/clients?" in listed.headers["Link"]


def test_releases_share_those_who_log_in_and_what_is_remembered() -> None:
    old, new = (
        Served(document=document(f"phonebridge-webapp@{each}"), prefix=f"/{each}") for each in ("1.3.7", "1.3.8")
    )
    with hosted(old, new) as api:
        token = api("POST", "/1.3.7/api/authenticate", {"email": "a@b.example", "password": "x"}).json["id_token"]
        api("POST", "/1.3.7/api/users/me/clients", {"name": "n"}, token=token)
        counts = [len(api("GET", f"/{each}/api/users/me/clients", token=token).json) for each in ("1.3.7", "1.3.8")]
    assert counts == [1, 1]
    host = Host([old, new], SETTINGS, time.time)
    assert [mock.name for mock in host.mocks] == [
        "phonebridge webapp API 1.3.7 at /1.3.7",
        "phonebridge webapp API 1.3.8 at /1.3.8",
    ]
    assert host_app(host).extensions[HOST] is host


RELEASES = [Served(document=made(each, {"/x": {"get": says(each)}}), label=each) for each in ("1", "1.2", "2")]


@pytest.mark.parametrize(
    ("by", "path", "headers", "told", "vary"),
    [
        ("header:X-Api-Version", "/x", {}, "2", "X-Api-Version"),
        ("header:X-Api-Version", "/x", {"x-api-version": "1.2"}, "1.2", "X-Api-Version"),
        ("header:X-Api-Version", "/x", {"x-api-version": "3"}, 400, None),
        ("query:version", "/x?version=1", {}, "1", None),
        ("query:version", "/x?version=1%2E2", {}, "1.2", None),
        ("query:version", "/x?other=1", {}, "2", None),
        ("query:version", "/x?version=", {}, 400, None),
        ("media-type:v", "/x", {"Accept": "text/plain; v=1"}, "1", "Accept"),
        ("media-type:v", "/x", {"Accept": '*/*;q=0.5;V="1.2"'}, "1.2", "Accept"),
        ("media-type:v", "/x", {"Content-Type": "text/plain;v=1"}, "1", "Accept"),
        ("media-type:v", "/x", {"Accept": "text/plain"}, "2", "Accept"),
        ("media-type:v", "/x", {"Accept": "text/plain;v=9"}, 400, None),
        ("media-type", "/x", {"Accept": "application/vnd.acme.v1+json, */*"}, "1", "Accept"),
        ("media-type", "/x", {"Accept": "application/vnd.acme.v1.2+json, */*"}, "1.2", "Accept"),
        ("media-type", "/x", {"Accept": "application/vnd.acme-2+json, */*"}, "2", "Accept"),
        ("media-type", "/x", {"Accept": "application/vnd.acme.v12+json, */*"}, "2", "Accept"),
    ],
)
def test_a_request_names_the_release_it_means(
    by: str, path: str, headers: dict[str, str], told: str | int, vary: str | None
) -> None:
    with hosted(*RELEASES, by=by) as api:
        answer = api("GET", path, headers=headers)
    assert (answer.body.decode() if answer.status == 200 else answer.status) == told
    assert answer.headers["Vary"] == vary
    if told == 400:
        assert answer.json["detail"] == "There is no such release. There are: 1, 1.2, 2."


@pytest.mark.parametrize("by", ["header", "header:", "cookie:x", "", "media-type:"])
def test_other_ways_to_name_a_release_are_refused(by: str) -> None:
    with pytest.raises(MockError, match=r"is no way to tell releases apart \(write path, header:NAME"):
        version_by(by)


def test_two_releases_of_one_name_are_refused() -> None:
    with pytest.raises(MockError, match=r"two documents are release 1 \(give one of them a path"):
        Host([RELEASES[0], RELEASES[0]], SETTINGS, time.time, version_by("query:v"))


def test_the_command_takes_several_documents_and_ranges(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text(
        json.dumps(
            {"openapi": "3.0.3", "info": {"title": "Own", "version": "7"}, "paths": {"/x": {"get": says("own")}}}
        )
    )
    with mock_process("phonebridge-webapp@1.3.7..1.3.8", f"{file}@/mine", "phonebridge-client@/c/d") as (api, _):
        assert [api("GET", f"{base}/api/version").status for base in ("/1.3.7", "/1.3.8", "/c/d", "")] == [
            401,
            401,
            404,
            404,
        ]
        assert api("GET", "/mine/x").body == b"own"
    for line in (f"phonebridge webapp API 1.3.7 at {api.url}/1.3.7", f"Own 7 at {api.url}/mine"):
        assert line in api.told.splitlines()


def test_the_command_says_which_operations_are_hidden(tmp_path: Path) -> None:
    for name in ("a", "b"):
        raw = {
            "openapi": "3.0.3",
            "info": {"title": name, "version": "1"},
            "paths": {f"/{i}": {"get": says(name)} for i in range(7)},
        }
        (tmp_path / name).write_text(json.dumps(raw))
    with mock_process(str(tmp_path / "a"), str(tmp_path / "b")) as (api, _):
        assert api("GET", "/3").body == b"a"
    warnings = [line for line in api.told.splitlines() if line.startswith("warning: ")]
    assert warnings[0] == "warning: GET /0 is in a 1 and in b 1: the first answers"
    assert warnings[5:] == ["warning: and 2 more"]


def test_the_command_serves_releases_by_a_header() -> None:
    with mock_process("phonebridge-webapp@1.3.7..1.3.8", "--version-by", "header:X-V") as (api, _):
        assert api("GET", "/api/version", headers={"X-V": "1.3.7"}).status == 401
        assert api("GET", "/api/version", headers={"X-V": "1.0"}).status == 400
    assert "Releases: 1.3.7, 1.3.8; without a name the last one answers." in api.told


@pytest.mark.parametrize("spec", ["phonebridge-client@/a b", "phonebridge-client@/a//b", "phonebridge-client@/a%2Fb"])
def test_the_command_refuses_a_prefix_that_is_none(spec: str) -> None:
    result = CliRunner().invoke(cli, ["mock", spec])
    assert result.exit_code != 0
    assert "is no prefix" in str(result.exception)


def test_a_file_may_be_called_as_if_it_had_a_prefix(tmp_path: Path) -> None:
    (tmp_path / "odd@").mkdir()
    file = tmp_path / "odd@" / "api.json"
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/x": {"get": says("odd")}}}
    file.write_text(json.dumps(raw))
    with mock_process(str(file), "-q") as (api, _):
        assert api("GET", "/x").body == b"odd"


ONE, TWO = ("T", "1", "/one"), ("T", "2", "/two")
AGAIN, OTHER, NAMELESS = ("T", "1", "/again"), ("O", "1", "/other"), ("", "1", "/x")


@pytest.mark.parametrize(
    ("places", "share", "named"),
    [
        ([ONE, TWO], "releases", ["T", "T"]),
        ([ONE, AGAIN], "releases", ["T at /one", "T at /again"]),
        ([ONE, AGAIN, TWO, OTHER], "releases", ["T at /one", "T at /again", "T at /two", "O"]),
        ([ONE, ("T", "1", "/one")], "releases", ["T", "T"]),
        ([ONE, ("T", "1", "")], "releases", ["T at /one", "T"]),
        ([NAMELESS, ("", "1", "/y")], "releases", ["", ""]),
        ([ONE, AGAIN, TWO], "title", ["T", "T", "T"]),
        ([ONE, TWO, ("T", "3", "/two"), NAMELESS], "prefix", ["T at /one", "T at /two", "T at /two", ""]),
    ],
)
def test_releases_remember_the_same_and_a_document_that_is_served_twice_does_not(
    places: list[tuple[str, str, str]], share: str, named: list[str]
) -> None:
    assert memories(places, Share(share)) == named


@pytest.mark.parametrize(("share", "told"), [("releases", 1), ("title", 0), ("prefix", 0)])
def test_who_mounts_a_document_twice_is_told_what_becomes_of_it(share: str, told: int) -> None:
    served = [Served(document=made("1", {"/x": {"get": says("x")}}), prefix=each) for each in ("/a", "/b")]
    host = Host(served, Settings(share=Share(share)), time.time)
    assert len(list(twice(host))) == told
