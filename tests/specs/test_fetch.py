"""What is fetched, from where, and when it is given up."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from web import Web, lead, served

from specs import fetch as module
from specs.fetch import Answer, NotFetchedError, fetch

LIMIT = 1000


@pytest.fixture
def web() -> Iterator[Web]:
    with served() as each:
        yield each


def refused(url: str, hosts: tuple[str, ...] | None = None) -> str:
    with pytest.raises(NotFetchedError) as caught:
        fetch(url, LIMIT, hosts)
    assert caught.value.hint
    return str(caught.value)


def test_an_answer_tells_its_url_and_media_type(web: Web) -> None:
    web.pages["/a.yaml?v=1%20x"] = (200, {"Content-Type": "Application/YAML; charset=utf-8"}, b"a: 1")
    assert fetch(web.url("/a.yaml?v=1 x"), LIMIT) == Answer(web.url("/a.yaml?v=1 x"), "application/yaml", b"a: 1")
    assert web.hosts == [f"127.0.0.1:{web.port}"]


def test_a_redirect_is_followed_and_told(web: Web) -> None:
    web.redirect("/a", "b/c")
    web.pages["/b/c"] = b"x"
    assert fetch(web.url("/a"), LIMIT).url == web.url("/b/c")


def test_redirects_end(web: Web) -> None:
    web.redirect("/a", "/a")
    assert refused(web.url("/a")) == "more than 5 redirects"
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://127.0.0.1/x", "only http and https"),
        ("http://", "only http and https"),
        ("http://[::1", "not a URL"),
        ("http://127.0.0.1:99999/x", "not a URL"),
        ("http://user:secret@127.0.0.1/x", "credentials"),
        ("http://169.254.169.254/latest/meta-data/", "where nothing is fetched from"),
        ("http://[fd00:ec2::254]/", "where nothing is fetched from"),
        ("http://[::ffff:169.254.169.254]/", "where nothing is fetched from"),
        ("http://2852039166/", "where nothing is fetched from"),
        ("http://0/", "where nothing is fetched from"),
        (f"http://{'a' * 70}.example/", "not a URL|is not known"),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_some_urls_are_never_fetched(url: str, told: str, listed: bool) -> None:
    host = url.partition("://")[2].partition("/")[0]
    with pytest.raises(NotFetchedError, match=told) as caught:
        fetch(url, LIMIT, (host, host.strip("[]")) if listed else None)
    assert "secret" not in str(caught.value)


def test_a_name_that_leads_to_metadata_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, {"good.example": ["127.0.0.1 169.254.169.254"]})
    assert "at 169.254.169.254" in refused("http://good.example/", ("good.example", "127.0.0.1"))
    assert "at 169.254.169.254" in refused("http://good.example/")


def test_the_connection_goes_to_the_address_that_was_judged(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/"] = b"x"
    asked = lead(monkeypatch, {"rebound.example": ["127.0.0.1", "169.254.169.254"]})
    hosts = ("rebound.example", "127.0.0.1")
    assert fetch(web.url("/", "rebound.example"), LIMIT, hosts).content == b"x"
    assert asked == ["rebound.example"]
    assert web.hosts == [f"rebound.example:{web.port}"]
    assert "at 169.254.169.254" in refused(web.url("/", "rebound.example"), hosts)


def test_a_reference_needs_its_host_listed(web: Web) -> None:
    web.pages["/"] = b"x"
    assert "not allowed" in refused(web.url("/"), ())
    assert "not allowed" in refused(web.url("/"), ("127.0.0.1:1", "example.org"))
    assert fetch(web.url("/"), LIMIT, (f"127.0.0.1:{web.port}",)).content == b"x"
    assert fetch(web.url("/", "localhost"), LIMIT, ("LOCALHOST",)).content == b"x"


def test_an_allowed_name_does_not_open_a_private_address(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/"] = b"x"
    lead(monkeypatch, {"inside.example": ["127.0.0.1"]})
    assert "no public address" in refused(web.url("/", "inside.example"), ("inside.example",))
    assert web.asked == []
    assert fetch(web.url("/", "inside.example"), LIMIT, ("inside.example", "127.0.0.1")).content == b"x"
    assert fetch(web.url("/", "inside.example"), LIMIT).content == b"x", "the user gave this very URL"


def test_a_redirect_is_judged_as_the_first_url_was(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/x"] = b"x"
    web.redirect("/meta", "http://169.254.169.254/")
    web.redirect("/file", "file:///etc/passwd")
    web.redirect("/other", web.url("/x", "localhost"))
    assert "where nothing is fetched from" in refused(web.url("/meta"))
    assert "only http and https" in refused(web.url("/file"))
    assert "no public address" in refused(web.url("/other"))
    assert "host localhost is not allowed" in refused(web.url("/other"), ("127.0.0.1",))
    assert fetch(web.url("/other"), LIMIT, ("127.0.0.1", "localhost")).content == b"x"
    assert web.asked.count("/x") == 1


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ((404, {}, b""), "Not Found (404)"),
        ((500, {}, b""), "Internal Server Error (500)"),
        ((302, {}, b""), "Found (302)"),
        ((200, {"Content-Encoding": "gzip"}, b"x"), "compressed"),
        ((200, {"Content-Length": "10"}, b"x"), "IncompleteRead"),
    ],
)
def test_an_answer_that_is_none_is_told(web: Web, page: Any, told: str) -> None:
    web.pages["/"] = page
    assert told in refused(web.url("/"))


def test_no_more_is_read_than_asked_for(web: Web) -> None:
    web.pages["/"] = b"x" * 5000
    assert len(fetch(web.url("/"), LIMIT).content) == LIMIT + 1


def test_what_drips_is_cut_off(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.2)
    done = threading.Event()

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not done.wait(0.02):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    web.pages["/"] = drip
    assert refused(web.url("/")) == "took longer than 0.2 s"
    done.set()


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = refused(f"http://127.0.0.1:{server.getsockname()[1]}/")
        assert "took longer" in told or "timed out" in told, told  # whichever of the two clocks is first


def test_a_closed_port_is_told() -> None:
    assert "refused" in refused("http://127.0.0.1:9/")


def test_tls_certificates_are_checked_against_the_name(web: Web) -> None:
    told = refused(web.url("/").replace("http:", "https:"))
    assert "SSL" in told or "ssl" in told or "WRONG_VERSION" in told, told
    assert ssl.create_default_context().check_hostname
