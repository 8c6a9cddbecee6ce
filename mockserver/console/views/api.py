"""The API to be tried: Swagger UI, wired to this mock, with credentials that the mock takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.console.forms import Form
from mockserver.console.policy import guarded
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from mockserver.identity.minting import Wish, minted
from mockserver.pipeline import Mock
from specs import pointers
from specs.messages import Request, Response
from specs.model import SecurityScheme

PAGE = "console/api"
_VALUES: Mapping[str, Callable[[str, str], dict[str, Any]]] = {
    "basic": lambda _, key: {"value": {"username": "mock", "password": key}},
    "bearer": lambda token, _: {"value": token},
    "bare": lambda token, _: {"value": f"Bearer {token}"},
    "apiKey": lambda _, key: {"value": key},
    "oauth2": lambda token, _: {"token": {"access_token": token, "token_type": "Bearer"}},
}
"""What Swagger UI keeps of a credential, from a token and the mock's own key."""
_METHODS = frozenset("get put post delete options head patch trace query".split())


def show(visit: Visit) -> Response:
    """The page, of one of the documents."""
    mock = visit.mock(visit.query.get("of", "0"))
    login = mock.login.login if mock.login else None
    users = [user.name for user in mock.settings.users]
    return visit.render(
        "api.html",
        mocks=visit.world.mocks,
        number=visit.world.mocks.index(mock),
        login=login,
        users=users,
        somebody=users[0] if users else "me@example.org",
        schemes=[each.name for each in mock.document.security_schemes.values() if _kind(each)],
        open_to_all=mock.settings.auth.value == "off",
    )


def document(visit: Visit) -> Response:
    """A document as Swagger UI is to read it: this mock is its only server."""
    name = visit.page.rpartition("/")[2]
    mock = visit.mock(name.removesuffix(".json"))
    told = _served_here(mock.document.raw, [visit.request.mount + base for base in mock.bases], visit)
    return guarded(200, "application/json", json.dumps(told, default=str).encode())


def _served_here(raw: Mapping[str, Any], bases: list[str], visit: Visit) -> dict[str, Any]:
    """Source: OAS 2.0, Swagger Object; OAS 3.2.0, Server Object: those of paths and operations go before the others."""
    told = {key: value for key, value in raw.items() if key != "x-ringback-locale"}
    if "swagger" in raw:
        host = visit.request.header("host") or "localhost"
        return {**told, "host": host, "basePath": bases[0] or "/", "schemes": ["http"]}
    paths = raw.get("paths")
    if isinstance(paths, Mapping):
        told["paths"] = {path: _without_servers(item) for path, item in paths.items()}
    return {**told, "servers": [{"url": base or "/"} for base in bases]}


def _without_servers(item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    kept = {key: value for key, value in item.items() if key != "servers"}
    return {key: _without_servers(value) if key in _METHODS else value for key, value in kept.items()}


def log_in(visit: Visit, form: Form) -> Response:
    """Log in, and tell Swagger UI what to send. Raises MockError: the mock does not let in who that is."""
    mock = visit.mock(form.text("of"))
    token = _token(visit, mock, form)
    told = dict(_authorized(mock, token))
    return guarded(200, "application/json", json.dumps(told).encode())


def _token(visit: Visit, mock: Mock, form: Form) -> str:
    """A token: by the operation that logs in, where there is one, as everybody else gets it."""
    if mock.login is None:
        return minted(visit.world.mocks, Wish(user=form.text("user")), visit.request).token
    login = mock.login.login
    body = login.written({login.identifier: form.demanded("identifier"), login.secret: form.demanded("secret")})
    headers = (
        ("host", visit.request.header("host") or "localhost"),
        ("content-type", login.sent.name),
        ("accept", "application/json"),
    )
    asked = Request(login.operation.method, mock.bases[0] + login.operation.path, "", headers, body)
    answer = mock.answer(asked).response
    token = login.token_in(answer.body)
    if not token:
        raise MockError(f"the mock answered {answer.status} to {login.operation.key}", hint="see the journal")
    return token


def _authorized(mock: Mock, token: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """By the name of each scheme, what the action ``authorize`` of Swagger UI takes for it."""
    for scheme in mock.document.security_schemes.values():
        kind = _kind(scheme)
        if kind:
            schema = pointers.find(mock.document.raw, scheme.pointer)
            yield scheme.name, {"name": scheme.name, "schema": schema, **_VALUES[kind](token, mock.tokens.api_key)}


def _kind(scheme: SecurityScheme) -> str:
    """A key of ``_VALUES``; empty where a web page cannot present such a credential."""
    if scheme.kind in ("oauth2", "openIdConnect"):
        return scheme.kind if scheme.kind == "oauth2" else ""
    if scheme.kind == "http":
        return scheme.scheme if scheme.scheme in ("basic", "bearer") else ""
    return ("bare" if scheme.bearer else "apiKey") if scheme.kind == "apiKey" else ""
