"""One request for a page of the console, and what the page is to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from mockserver.console import rendering
from mockserver.console.policy import STRICT, guarded
from mockserver.errors import MockError
from specs.messages import Request, Response

if TYPE_CHECKING:
    from mockserver.console.service import Console
    from mockserver.hosts.world import World
    from mockserver.pipeline import Mock

MOST_FIELDS = 200
"""Of a query or a form."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Visit:
    """One request.

    Attributes:
        console: what is asked.
        request: as it is within its session, if it is of one.
        world: of that session, or else the host.
        page: what its path has behind the address of the console; empty for its first page.
        writable: whether who asks may change something.
    """

    console: Console
    request: Request
    world: World
    page: str
    writable: bool

    @property
    def base(self) -> str:
        """The path of the console, as the browser has it."""
        return f"{self.request.mount}{self.console.prefix}/"

    @property
    def origin(self) -> str:
        """Where the mock is, as the browser has it; below it the paths of documents begin."""
        return f"http://{self.request.header('host') or 'localhost'}{self.request.mount}"

    @cached_property
    def query(self) -> Mapping[str, str]:
        """Of each parameter the last; those that are empty are left out."""
        return {name: value for name, value in pairs(self.request.query) if value}

    def mock(self, number: str) -> Mock:
        """One of those that are served, by its number as a form or a query has it. Raises MockError: there is none."""
        mocks = self.world.mocks
        if not (number.isascii() and number.isdigit() and int(number) < len(mocks)):
            raise MockError("there is no such document")
        return mocks[int(number)]

    def link(self, page: str, **query: object) -> str:
        """The address of a page; parameters that are None are left out."""
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        return f"{self.base}{page}{'?' if asked else ''}{asked}"

    def render(self, template: str, status: int = 200, policy: str = STRICT, **values: Any) -> Response:
        """A page."""
        text = rendering.page(template, visit=self, **values)
        return guarded(status, "text/html; charset=utf-8", text.encode(), policy)


View = Callable[[Visit], Response]


def pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a query or a form; none where they are too many to be meant."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []
