"""What lists can be asked in the styles that documents have: each style with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockserver.app import create_app
from specs.load import from_mapping

TEXT, WHOLE, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
PET = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": WHOLE,
        "name": TEXT,
        "price": {"type": "number"},
        "createdAt": {"type": "string", "format": "date-time"},
        "active": FLAG,
        "tags": {"type": "array", "items": TEXT},
        "owner": {"type": "object", "properties": {"city": TEXT}},
    },
}
PETS: list[dict[str, Any]] = [
    {"name": "ada", "price": 5, "createdAt": "2024-01-01T00:00:00Z", "active": True, "tags": ["red", "old"]},
    {"name": "bob", "price": 15, "createdAt": "2024-02-01T00:00:00Z", "active": False, "owner": {"city": "Köln"}},
    {"name": "cid", "price": 10, "createdAt": "2024-03-01T00:00:00Z", "active": True, "tags": ["red"]},
    {"name": "dan", "price": 20, "createdAt": "2024-04-01T00:00:00Z", "owner": {"city": "Bonn"}},
    {"name": "eve", "price": 10, "createdAt": "2024-05-01T00:00:00Z", "active": False},
]


def query(**schemas: Any) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def deep(name: str, /, **members: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": members}
    return {"name": name, "in": "query", "style": "deepObject", "explode": True, "schema": schema}


@dataclass
class Style:
    """A style: where it comes from, its parameters, and what queries show: the first letters of the names."""

    source: str
    parameters: list[dict[str, Any]]
    shows: dict[str, str]
    item: dict[str, Any] = field(default_factory=lambda: PET)


NAME = query(name=TEXT)
SEVERAL = {"type": "array", "items": TEXT}
STYLES = {
    "page and size": Style(
        "Spring Data REST",
        query(page=WHOLE | {"default": 0}, size=WHOLE | {"default": 3}),
        {"": "abc", "page=1": "de", "page=1&size=2": "cd", "page=9": ""},
    ),
    "page without size": Style("Django REST framework", query(page=WHOLE), {"": "abcde", "page=1": ""}),
    "offset and limit": Style(
        "GitBook", query(offset=WHOLE, limit=WHOLE), {"offset=3": "de", "offset=1&limit=2": "bc"}
    ),
    "per_page and since": Style("GitHub, GET /users", query(since=WHOLE, per_page=WHOLE), {"since=2&per_page=2": "cd"}),
    "since a moment": Style("GitHub, GET /issues", query(since=TEXT), {"since=2024-03-01T00:00:00Z": "cde"}),
    "starting_after": Style(
        "Stripe, GET /v1/charges",
        query(starting_after=TEXT, ending_before=TEXT, limit=WHOLE),
        {"starting_after=2": "cde", "ending_before=4&limit=2": "bc", "starting_after=none": "abcde"},
    ),
    "page[number]": Style(
        "JSON:API 1.1, Pagination",
        query(**{"page[number]": WHOLE, "page[size]": WHOLE}),
        {"page[number]=2&page[size]=2": "cd", "page[size]=4": "abcd"},
    ),
    "page as an object": Style(
        "JSON:API 1.1 in OAS 3",
        [deep("page", offset=WHOLE, limit=WHOLE)],
        {"page[offset]=1&page[limit]=2": "bc"},
    ),
    "OData": Style(
        "OData 4.01, 11.2.6",
        query(**{"$top": WHOLE, "$skip": WHOLE, "$orderby": TEXT, "$filter": TEXT, "$count": FLAG}),
        {
            "$top=2&$skip=1": "bc",
            "$orderby=price desc,name": "dbcea",
            "$filter=price gt 10": "bd",
            "$filter=price ge 10 and not (name eq 'cid')": "bde",
            "$filter=contains(name,'d') or owner/city eq 'K%C3%B6ln'": "abcd",
            "$filter=name in ('ada','eve')": "ae",
            "$filter=active eq null": "d",
            "$filter=nothing eq 1": "abcde",
            "$filter=((": "abcde",
        },
    ),
    "SCIM": Style(
        "RFC 7644, 3.4.2",
        query(filter=TEXT, startIndex=WHOLE | {"minimum": 0}, count=WHOLE),
        {'filter=name sw "a" or name eq "eve"': "ae", "filter=owner pr": "bd", "startIndex=1&count=2": "bc"},
    ),
    "_start and _end": Style("json-server", query(_start=WHOLE, _end=WHOLE), {"_start=1&_end=3": "bc"}),
    "equality": Style("OAS 3, GET /pets", query(name=TEXT, active=FLAG), {"name=bob": "b", "active=true": "ac"}),
    "repeated": Style(
        "OAS 3, form and explode", query(name=SEVERAL), {"name=bob&name=eve": "be", "name=none": "", "": "abcde"}
    ),
    "commas": Style(
        "OAS 3, form without explode",
        [query(name=SEVERAL)[0] | {"explode": False}],
        {"name=bob,eve": "be"},
    ),
    "one of a list": Style("Swagger's petstore, findByTags", query(tags=SEVERAL), {"tags=old": "a", "tags=red": "ac"}),
    "an unknown one": Style("any", query(colour=TEXT), {"colour=blue": "abcde"}),
    "a word behind two underlines": Style(
        "Django", query(price__gt=WHOLE, name__in=TEXT), {"price__gt=10": "bd", "name__in=ada,bob": "ab"}
    ),
    "a word behind one": Style(
        "json-server", query(price_gte=WHOLE, name_like=TEXT), {"price_gte=15&name_like=d": "d"}
    ),
    "comparisons as an object": Style(
        "Stripe, created",
        [deep("created", gte=TEXT, lt=TEXT)],
        {"created[gte]=2024-02-01&created[lt]=2024-04-01": "bc"},
    ),
    "least and most": Style("shops", query(minPrice=WHOLE, max_price=WHOLE), {"minPrice=10&max_price=15": "bce"}),
    "times": Style(
        "Zendesk, GitLab",
        query(createdAfter=TEXT, created_before=TEXT),
        {"createdAfter=2024-02-01T00:00:00Z&created_before=2024-05-01": "cd"},
    ),
    "filter[name]": Style("JSON:API recommendations", query(**{"filter[name]": TEXT}), {"filter[name]=cid": "c"}),
    "filters[name][$eq]": Style("Strapi", query(**{"filters[price][$lt]": WHOLE}), {"filters[price][$lt]=10": "a"}),
    "q": Style("GitHub, search", query(q=TEXT), {"q=BONN": "d", "q=name:bob": "b", 'q=red "old"': "a"}),
    "search": Style("WordPress", query(search=TEXT), {"search=red": "ac"}),
    "sort with signs": Style("JSON:API 1.1, Sorting", query(sort=TEXT), {"sort=-price,name": "dbcea"}),
    "sort with colons": Style("Strapi", query(sort=TEXT), {"sort=price:desc,name:desc": "dbeca"}),
    "sort with a direction": Style(
        "GitHub, GET /issues",
        query(sort=TEXT, direction=TEXT | {"enum": ["asc", "desc"], "default": "desc"}),
        {"sort=created&direction=asc": "abcde", "sort=created": "edcba"},
    ),
    "orderBy and direction": Style(
        "Google, Jira", query(orderBy=TEXT, sortOrder=TEXT), {"orderBy=name&sortOrder=desc": "edcba"}
    ),
    "_sort and _order": Style("json-server", query(_sort=TEXT, _order=TEXT), {"_sort=name&_order=desc": "edcba"}),
    "sort as an object": Style("Elastic", [deep("sort", name=TEXT)], {"sort[name]=desc": "edcba"}),
    "nonsense": Style("any", query(sort=TEXT, page=WHOLE, limit=WHOLE), {"sort=::&page=-3&limit=-1": "abcde"}),
}


def mock(style: Style, listed: dict[str, Any] | None = None, headers: dict[str, Any] | None = None) -> Any:
    """A mock of pets with all of them in it."""
    sent = {"content": {"application/json": {"schema": PET}}}
    listed = listed or {"type": "array", "items": PET}
    responses = {
        str(status): {
            "description": "all",
            "headers": headers or {},
            "content": {"application/json": {"schema": listed}},
        }
        for status in ((200, 206) if headers and "Content-Range" in headers else (200,))
    }
    one = {"get": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": WHOLE}]}}
    one["get"]["responses"] = {"200": {"description": "one", **sent}}  # type: ignore[assignment]
    pets = {
        "get": {"parameters": style.parameters, "responses": responses},
        "post": {"requestBody": sent, "responses": {"201": {"description": "made", **sent}}},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/pets": pets, "/pets/{id}": one}}
    client = create_app(from_mapping(raw)).test_client()
    for number, pet in enumerate(PETS, 1):
        assert client.post("/pets", json={"id": number, **pet}).status_code == 201
    return client


def letters(items: list[dict[str, Any]]) -> str:
    return "".join(each["name"][0] for each in items)


@pytest.mark.parametrize("name", STYLES)
def test_each_style_shows_what_is_asked_for(name: str) -> None:
    style = STYLES[name]
    client = mock(style)
    for asked, shown in style.shows.items():
        answer = client.get(f"/pets?{asked}")
        assert (asked, answer.status_code, letters(answer.json)) == (asked, 200, shown)


CURSORS = {
    "cursor": ("Slack", query(cursor=TEXT, limit=WHOLE), "cursor", "response_metadata/next_cursor"),
    "pageToken": ("Google AIP-158", query(pageToken=TEXT, pageSize=WHOLE), "pageToken", "nextPageToken"),
    "next_token": ("AWS, X", query(next_token=TEXT, max_results=WHOLE), "next_token", "meta/next_token"),
    "after": ("HubSpot", query(after=TEXT, limit=WHOLE), "after", "paging/next/after"),
    "page[cursor]": (
        "JSON:API profile",
        query(**{"page[cursor]": TEXT, "page[size]": WHOLE}),
        "page[cursor]",
        "meta/cursor",
    ),
    "continue": ("Kubernetes", query(**{"continue": TEXT, "limit": WHOLE}), "continue", "metadata/continue"),
    "page": ("Stripe, searches", query(page=TEXT, limit=WHOLE), "page", "next_page"),
    "a number": ("any", query(cursor=WHOLE, limit=WHOLE), "cursor", "next_cursor"),
}


def envelope(path: str, schema: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {"data": {"type": "array", "items": PET}, "has_more": FLAG}
    inner = properties
    *above, last = path.split("/")
    for name in above:
        inner = inner.setdefault(name, {"type": "object", "properties": {}})["properties"]
    inner[last] = schema
    return {"type": "object", "required": ["data", "has_more"], "properties": properties}


def at(value: Any, path: str) -> Any:
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("name", CURSORS)
def test_a_cursor_leads_through_all_pages_whatever_is_taken_away(name: str) -> None:
    source, parameters, asks, tells = CURSORS[name]
    schema = parameters[0]["schema"] | {"nullable": True}
    client = mock(Style(source, parameters, {}), envelope(tells, schema))
    size, seen, token = parameters[1]["name"], "", None
    for _ in range(4):
        asked = {size: 2} | ({} if token is None else {asks: token})
        body = client.get("/pets", query_string=asked).json
        seen, token = seen + letters(body["data"]), at(body, tells)
        assert body["has_more"] is (token is not None)
        if token is None:
            break
    assert seen == "abcde"


TOTALS = (
    "total",
    "totalElements",
    "total_count",
    "meta/total",
    "page/totalElements",
    "meta/pagination/total",
    "@odata.count",
)
PAGES = ("total_pages", "totalPages", "meta/last_page", "page/totalPages", "pagination/pages")


@pytest.mark.parametrize(("path", "value"), [*((each, 5) for each in TOTALS), *((each, 3) for each in PAGES)])
def test_totals_are_told_by_the_names_that_they_have(path: str, value: int) -> None:
    client = mock(Style("any", query(page=WHOLE, size=WHOLE), {}), envelope(path, WHOLE))
    assert at(client.get("/pets?page=1&size=2").json, path) == value


def test_addresses_of_other_pages_lead_there() -> None:
    for parameters in (query(page=WHOLE, size=WHOLE), query(offset=WHOLE, limit=WHOLE), query(after=TEXT, limit=WHOLE)):
        client = mock(Style("Django REST framework", parameters, {}), envelope("next", TEXT | {"nullable": True}))
        seen, where = "", f"/pets?{parameters[1]['name']}=2"
        while where:
            body = client.get(where).json
            seen += letters(body["data"])
            parts = urlsplit(body.get("next") or "")
            where = f"{parts.path}?{parts.query}" if parts.path else ""
        assert seen == "abcde"


def test_the_previous_page_leads_back() -> None:
    client = mock(Style("Django REST framework", query(offset=WHOLE, limit=WHOLE), {}), envelope("previous", TEXT))
    before = client.get("/pets?offset=3&limit=2").json["previous"]
    assert letters(client.get(before).json["data"]) == "bc"


HEADERS = ("Link", "X-Total", "X-Total-Pages", "X-Page", "X-Per-Page", "X-Next-Page", "X-Prev-Page", "X-WP-Total")


def test_header_fields_tell_of_pages_where_they_are_documented() -> None:
    headers = {name: {"schema": TEXT, "required": True} for name in HEADERS}
    client = mock(Style("GitLab", query(page=WHOLE | {"default": 1}, per_page=WHOLE), {}), headers=headers)
    told = client.get("/pets?page=2&per_page=2").headers
    assert [told[name] for name in HEADERS[1:]] == ["5", "3", "2", "2", "3", "1", "5"]
    rels = {part.split('rel="')[1].rstrip('"'): part.split(">")[0].lstrip(" <") for part in told["Link"].split(",")}
    assert {rel: letters(client.get(where).json) for rel, where in rels.items()} == {
        "first": "ab",
        "prev": "ab",
        "next": "e",
        "last": "e",
    }


def test_a_range_is_answered_with_the_part_that_it_names() -> None:
    ranged = [{"name": "Range", "in": "header", "schema": TEXT}]
    client = mock(Style("PostgREST", ranged, {}), headers={"Content-Range": {"schema": TEXT}})
    answer = client.get("/pets", headers={"Range": "items=1-2"})
    assert (answer.status_code, answer.headers["Content-Range"], letters(answer.json)) == (206, "items 1-2/5", "bc")
    whole = client.get("/pets", headers={"Range": "items=0-9"})
    assert (whole.status_code, whole.headers["Content-Range"], letters(whole.json)) == (200, "items 0-4/5", "abcde")
    assert letters(client.get("/pets", headers={"Range": "bytes=0-1"}).json) == "abcde"


def test_a_count_is_told_where_it_is_asked_for() -> None:
    client = mock(Style("OData", query(**{"$count": FLAG}), {}), envelope("@odata.count", WHOLE))
    assert client.get("/pets?$count=true").json["@odata.count"] == 5
    assert "@odata.count" not in client.get("/pets").json


def test_a_page_goes_on_where_it_was_though_items_have_gone() -> None:
    tells = envelope("next_cursor", TEXT | {"nullable": True})
    client = mock(Style("Slack", query(cursor=TEXT, limit=WHOLE), {}), tells)
    token = client.get("/pets?limit=3").json["next_cursor"]
    assert client.post("/pets", json={"id": 6, "name": "fay"}).status_code == 201
    assert letters(client.get(f"/pets?cursor={token}").json["data"]) == "def"
