"""The console of a mock, asked without a socket, and what its pages say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from mock_client import document

from mockserver.beside import controlling
from mockserver.clock import system
from mockserver.console.comparing import Compare
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from specs.messages import Request, Response
from specs.model import Document

HERE = "127.0.0.1"
NAME = "phonebridge-webapp@1.3.8"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Seen(HTMLParser):
    """A page.

    Attributes:
        text: what it says, with single spaces.
        tags: what it consists of, with attributes.
    """

    text: str = ""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text = " ".join(f"{self.text} {data}".split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]


def seen(response: Response) -> Seen:
    page = Seen()
    page.feed(response.body.decode())
    return page


class Pages:
    """A mock, its console, and a browser on this machine."""

    def __init__(
        self,
        of: Document | None = None,
        peer: str = HERE,
        name: str = "localhost",
        compare: Compare | None = None,
        served: Sequence[Served] = (),
        **settings: Any,
    ) -> None:
        first = Served(document=of or document(NAME))
        self.host = Host([first, *served], Settings(**settings), system)
        self._answer = controlling(self.host, compare)
        self.peer, self.name = peer, name

    def asked(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Response:
        split = urlsplit(path)
        sent = {"host": self.name, **(headers or {})}
        return self._answer(Request(method, split.path, split.query, tuple(sent.items()), body), self.peer)

    def page(self, page: str = "", **query: str) -> Seen:
        response = self.asked("GET", f"/__ringback/{page}{'?' if query else ''}{urlencode(query)}")
        assert response.status == 200, seen(response).text
        return seen(response)

    def do(self, name: str, /, **fields: str | list[str]) -> Response:
        """Send a form, as a page of the console does."""
        headers = {"origin": f"http://{self.name}", "content-type": FORM}
        return self.asked("POST", f"/__ringback/console/do/{name}", headers, urlencode(fields, doseq=True).encode())

    def done(self, name: str, /, **fields: str | list[str]) -> Seen:
        """Send a form that is to succeed; the page after it."""
        response = self.do(name, **fields)
        assert response.status == 303, seen(response).text
        return seen(self.asked("GET", response.header("location") or ""))

    def logged_in(self) -> str:
        """What an account that has logged in puts into Authorization."""
        body = json.dumps({"email": "a@example.org", "password": "secret"}).encode()
        return "Bearer " + str(json.loads(self.call("POST", "/api/authenticate", body).body)["id_token"])

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        """Ask the mock itself."""
        sent = {"host": self.name, **({"content-type": "application/json"} if body else {}), **headers}
        split = urlsplit(path)
        return self.host.answer(Request(method, split.path, split.query, tuple(sent.items()), body)).response
