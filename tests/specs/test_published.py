"""Where the document of a server is found, and to whom a token is shown."""

from __future__ import annotations

import http.server
import json
from collections.abc import Callable, Iterator

import pytest
from web import Web, lead, served

from specs import published
from specs.errors import SpecError
from specs.fetch import NotFetchedError, fetch

API = b"openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"
TOKEN = {"Authorization": "Bearer t0ken"}
JSON = json.dumps({"components": {}, "openapi": "3.1.0", "info": {}}).encode()
SWAGGER = json.dumps({"info": {}, "swagger": "2.0"}, indent=2).encode()
PAGE = b'<!doctype html><script>const spec = {"openapi": "3.0.0"}</script>'


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as each:
        yield each


@pytest.mark.parametrize("content", [API, JSON, SWAGGER])
def test_a_document_is_found_at_its_own_url(web: Web, content: bytes) -> None:
    web.pages["/any/where"] = content
    found = published.read(web.url("/any/where"))
    assert (found.name, found.uri, found.text) == (web.url("/any/where"),) * 2 + (content.decode(),)
    assert web.asked == ["/any/where"]


@pytest.mark.parametrize("place", published.PLACES)
def test_a_document_is_found_at_the_usual_places_of_an_api(web: Web, place: str) -> None:
    web.pages["/"] = PAGE
    web.pages[f"/{place}"] = JSON
    assert published.read(web.url("/")).name == web.url(f"/{place}")


@pytest.mark.parametrize(
    ("url", "place"), [("/v2", "/v2/openapi.json"), ("/v2/", "/v2/openapi.json"), ("/v2", "/openapi.json")]
)
def test_below_the_path_comes_before_below_the_host(web: Web, url: str, place: str) -> None:
    web.pages[place] = API
    web.pages.setdefault("/openapi.json", JSON)
    assert published.read(web.url(url)).name == web.url(place)


def test_a_redirect_tells_the_base_of_its_references(web: Web) -> None:
    web.redirect("/openapi.json", "/deep/down.json")
    web.pages["/deep/down.json"] = JSON
    found = published.read(web.url("/"))
    assert (found.name, found.uri) == (web.url("/openapi.json"), web.url("/deep/down.json"))


def test_pages_about_an_api_are_no_documents(web: Web) -> None:
    web.pages |= {"/": PAGE, "/openapi.json": PAGE, "/api-docs": b'{"urls": ["/openapi.json"]}'}
    with pytest.raises(SpecError, match="publishes no OpenAPI document there") as caught:
        published.read(web.url("/"))
    assert "/v3/api-docs" in str(caught.value.hint)
    assert len(web.asked) == len(set(web.asked)) == 1 + len(published.PLACES)


def test_where_nobody_answers_it_is_asked_once() -> None:
    with pytest.raises(SpecError, match="cannot be fetched"):
        published.read("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://me:secret@127.0.0.1/", "http://127.0.0.1/?api_key=secret"]
)
def test_some_urls_are_not_asked_and_not_told(url: str) -> None:
    with pytest.raises(SpecError) as caught:
        published.read(url, TOKEN)
    assert "secret" not in str(caught.value).replace("me:secret@", "")


def guarded(handler: http.server.BaseHTTPRequestHandler) -> None:
    allowed = handler.headers["Authorization"] == "Bearer t0ken"
    handler.send_response(200 if allowed else 401)
    handler.end_headers()
    handler.wfile.write(API if allowed else b"")


def test_a_token_opens_what_asks_for_it(web: Web) -> None:
    web.pages["/openapi.json"] = guarded
    assert published.read(web.url("/"), TOKEN).name == web.url("/openapi.json")


@pytest.mark.parametrize(
    ("given", "hint"), [({}, "set RINGBACK_TOKEN"), ({"Authorization": "Bearer wrong"}, "given are not taken")]
)
def test_without_the_right_token_that_is_told(web: Web, given: dict[str, str], hint: str) -> None:
    web.pages["/openapi.json"] = guarded
    with pytest.raises(SpecError, match="asks for credentials") as caught:
        published.read(web.url("/"), given)
    assert hint in str(caught.value)
    assert caught.value.source == web.url("/openapi.json")


def shown(seen: list[str | None]) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(API)

    return answer


def test_a_token_follows_redirects_within_its_origin_alone(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    web.pages |= {"/here": shown(seen)}
    web.redirect("/a", "/here")
    fetch(web.url("/a"), 1000, credentials=TOKEN)
    with served() as other:
        other.pages["/there"] = shown(seen)
        web.redirect("/b", other.url("/there"))
        fetch(web.url("/b"), 1000, credentials=TOKEN)
    assert seen == ["Bearer t0ken", None]


def test_a_token_is_not_sent_in_clear_text_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, {"api.example": ["192.0.2.7"]})
    monkeypatch.setattr("specs.fetch.is_never_reached", lambda _: False)
    monkeypatch.setattr("specs.fetch._ask", lambda *_: pytest.fail("it was sent"))
    with pytest.raises(NotFetchedError, match="not sent in clear text"):
        fetch("http://api.example/", 1000, credentials=TOKEN)
