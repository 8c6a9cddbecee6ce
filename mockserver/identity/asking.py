"""What an authorization server is asked, and how it says no. Source: RFC 6749, 3 and 5.2."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from mockserver.access.credentials import name_and_password
from mockserver.access.people import Client, People, same
from mockserver.errors import MockError
from specs.messages import Headers, Request, Response, is_form

_MOST_FIELDS = 100
_FRESH: Headers = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_ASK_BASIC: Headers = (("WWW-Authenticate", 'Basic realm="identity"'),)


class Denied(MockError):
    """A request that an authorization server turns down.

    Attributes:
        error: the code of RFC 6749, 4.1.2.1 or 5.2.
        status: of the response, where it is no redirect.
    """

    def __init__(self, error: str, told: str, status: int = 400) -> None:
        super().__init__(told)
        self.error, self.status = error, status

    def response(self) -> Response:
        """As JSON. Source: RFC 6749, 5.2."""
        told = as_json({"error": self.error, "error_description": str(self)}, self.status)
        extra = _ASK_BASIC if self.status == 401 else ()
        return Response(told.status, (*told.headers, *extra), told.body)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to one of the endpoints.

    Attributes:
        issuer: the URL of whoever issues tokens, as this client has it.
        fields: the parameters, each of them once.
    """

    request: Request
    issuer: str
    fields: Mapping[str, str]

    def field(self, name: str) -> str:
        """A parameter; empty where it is missing, which is the same. Source: RFC 6749, 3.1."""
        return self.fields.get(name, "")

    def demanded(self, name: str) -> str:
        """A parameter that must be there. Raises Denied: it is not."""
        if not self.field(name):
            raise Denied("invalid_request", f"The parameter {name} is missing.")
        return self.fields[name]


def asked(request: Request, issuer: str) -> Asked:
    """A request with the parameters of its query, or of its form where it is a POST.

    Raises:
        Denied: a parameter is there twice, or the body is no form. Source: RFC 6749, 3.1 and 3.2.
    """
    text = request.query
    if request.method == "POST" and request.body:
        if not is_form(request.header("content-type") or ""):
            raise Denied("invalid_request", "The body must be application/x-www-form-urlencoded.")
        text = request.body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Denied("invalid_request", "There are too many parameters.") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Denied("invalid_request", "A parameter is there twice.")
    return Asked(request, issuer, fields)


def program(people: People, call: Asked) -> Client:
    """The program that asks, which has shown its secret where it has one. Source: RFC 6749, 2.3.1.

    Raises:
        Denied: it is not known, or the secret is another.
    """
    kind, _, sent = (call.request.header("authorization") or "").partition(" ")
    pair = name_and_password(sent.strip()) if kind.lower() == "basic" else None
    name, secret = map(unquote_plus, pair) if pair else (call.field("client_id"), call.field("client_secret"))
    found = people.client(name)
    if found is None or not same(found.secret or secret, secret):
        raise Denied("invalid_client", "There is no such client, or its secret is another.", 401)
    return found


def as_json(value: Mapping[str, Any], status: int = 200) -> Response:
    """JSON that nobody keeps. Source: RFC 6749, 5.1."""
    return Response(status, (("Content-Type", "application/json"), *_FRESH), json.dumps(value).encode())
