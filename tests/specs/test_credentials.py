from __future__ import annotations

from itertools import combinations

import pytest

from specs.credentials import PLACEHOLDER, presents, wire_name, with_placeholders
from specs.messages import Request
from specs.model import Location, Operation, SecurityRequirement, SecurityScheme

SCHEMES = {
    "bearer": SecurityScheme(name="bearer", pointer="", kind="http", scheme="bearer"),
    "basic": SecurityScheme(name="basic", pointer="", kind="http", scheme="basic"),
    "oauth": SecurityScheme(name="oauth", pointer="", kind="oauth2"),
    "header": SecurityScheme(name="header", pointer="", kind="apiKey", location=Location.HEADER, parameter="X-Key"),
    "query": SecurityScheme(name="query", pointer="", kind="apiKey", location=Location.QUERY, parameter="api key"),
    "cookie": SecurityScheme(name="cookie", pointer="", kind="apiKey", location=Location.COOKIE, parameter="sid"),
    "old": SecurityScheme(name="old", pointer="", kind="apiKey", location=Location.HEADER, parameter="Authorization"),
    "mutual": SecurityScheme(name="mutual", pointer="", kind="mutualTLS"),
}
PLAIN = Request("GET", "/things")


def requirement(*names: str) -> frozenset[SecurityRequirement]:
    return frozenset(SecurityRequirement(SCHEMES[name]) for name in names)


def operation(*alternatives: frozenset[SecurityRequirement]) -> Operation:
    return Operation(
        id=None,
        method="GET",
        path="/things",
        pointer="",
        parameters=(),
        body=None,
        responses=(),
        security=alternatives,
    )


@pytest.mark.parametrize("names", [names for size in (1, 2) for names in combinations(SCHEMES, size)])
def test_placeholders_present_what_is_asked_for(names: tuple[str, ...]) -> None:
    if len([name for name in names if SCHEMES[name].bearer or name == "basic"]) < 2:  # one Authorization header
        assert presents(operation(requirement(*names)), with_placeholders(PLAIN, requirement(*names)))


@pytest.mark.parametrize("name", [name for name in SCHEMES if name != "mutual"])
def test_a_bare_request_presents_nothing(name: str) -> None:
    assert not presents(operation(requirement(name)), PLAIN)
    assert presents(operation(), PLAIN)
    assert presents(operation(requirement(name), frozenset()), PLAIN)


@pytest.mark.parametrize(
    ("given", "asked"),
    [("bearer", "basic"), ("basic", "bearer"), ("basic", "oauth"), ("header", "query"), ("query", "cookie")],
)
def test_one_kind_of_credential_is_not_another(given: str, asked: str) -> None:
    assert not presents(operation(requirement(asked)), with_placeholders(PLAIN, requirement(given)))


def test_any_alternative_is_enough_and_each_of_its_parts_is_needed() -> None:
    sent = with_placeholders(PLAIN, requirement("header"))
    assert presents(operation(requirement("bearer"), requirement("header")), sent)
    assert not presents(operation(requirement("bearer", "header")), sent)


@pytest.mark.parametrize("text", ["", "Bearer", "Bearer ", "Token x", "Basic x"])
def test_a_header_without_a_bearer_token_presents_none(text: str) -> None:
    request = Request("GET", "/things", headers=(("Authorization", text),))
    assert not presents(operation(requirement("bearer")), request)


@pytest.mark.parametrize("text", ["bearer x", "BEARER x", "Bearer  x"])
def test_the_word_bearer_is_read_in_any_case(text: str) -> None:
    assert presents(operation(requirement("bearer")), Request("GET", "/things", headers=(("authorization", text),)))


def test_a_cookie_is_known_by_its_whole_name() -> None:
    request = Request("GET", "/things", headers=(("Cookie", "notsid=1; other=2"),))
    assert not presents(operation(requirement("cookie")), request)
    assert presents(operation(requirement("cookie")), Request("GET", "/things", headers=(("Cookie", "a=1; sid=2"),)))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bearer", ("Authorization", f"Bearer {PLACEHOLDER}")),
        ("basic", ("Authorization", f"Basic {PLACEHOLDER}")),
        ("oauth", ("Authorization", f"Bearer {PLACEHOLDER}")),
        ("header", ("X-Key", PLACEHOLDER)),
        ("cookie", ("Cookie", f"sid={PLACEHOLDER}")),
    ],
)
def test_a_placeholder_stands_where_the_credential_travels(name: str, told: tuple[str, str]) -> None:
    assert with_placeholders(PLAIN, requirement(name)).headers == (told,)


def test_a_placeholder_in_the_query_follows_what_is_there() -> None:
    request = with_placeholders(Request("GET", "/things", "a=1"), requirement("query"))
    assert request.query == f"a=1&api%20key={PLACEHOLDER}"


def test_a_cookie_joins_the_cookies_that_are_there() -> None:
    request = with_placeholders(Request("GET", "/things", headers=(("Cookie", "a=1"),)), requirement("cookie"))
    assert request.headers == (("Cookie", f"a=1; sid={PLACEHOLDER}"),)
    assert presents(operation(requirement("cookie")), request)


def test_schemes_that_travel_alike_have_one_name_on_the_wire() -> None:
    assert wire_name(SCHEMES["bearer"]) == wire_name(SCHEMES["oauth"]) == wire_name(SCHEMES["old"])
    names = {wire_name(SCHEMES[name]) for name in ("bearer", "basic", "header", "query", "cookie", "mutual")}
    assert len(names) == 6
