"""Where an API is served: URLs with variables, and the paths below which its operations stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

_PATH = re.compile(r"(?:[^/?#]*:)?(?://[^/?#]*)?/?([^?#]*)")
"""A URL's path, whatever is wrong with the rest: a variable may stand for its scheme. Source: RFC 3986, B."""
_MOST_URLS = 100
"""Of one server: variables multiply."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a server's URL.

    Attributes:
        values: what it may be, the default first; the default alone stands for any value.
    """

    default: str
    values: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where an API is served. Source: OAS 3.2.0, Server Object.

    Attributes:
        url: as written, with its variables in braces.
        name: 3.2 only.
    """

    url: str
    pointer: str = ""
    name: str = ""
    description: str = ""
    variables: Mapping[str, Variable] = field(default_factory=dict)

    @property
    def default(self) -> str:
        """The URL with every variable at its default."""
        return self._filled({name: variable.default for name, variable in self.variables.items()})

    def urls(self) -> Iterator[str]:
        """The URL with every choice of values of its variables, the default first; of very many the first ones."""
        choices = (tuple(dict.fromkeys((each.default, *each.values))) for each in self.variables.values())
        for values in islice(product(*choices), _MOST_URLS):
            yield self._filled(dict(zip(self.variables, values, strict=True)))

    @property
    def path(self) -> str:
        """The path part of the URL, its variables still in braces, without a trailing slash; ``""`` is the root."""
        return _path(self.url)

    def _filled(self, values: Mapping[str, str]) -> str:
        url = self.url
        for name, value in values.items():
            url = url.replace(f"{{{name}}}", value)
        return url


def base_paths(servers: Iterable[Server]) -> tuple[str, ...]:
    """The path part of each URL, without a trailing slash and without repeats; ``""`` is the root."""
    return tuple(dict.fromkeys(_path(url) for server in servers for url in server.urls()))


def _path(url: str) -> str:
    found = _PATH.match(url)
    return f"/{found[1]}".rstrip("/") if found else ""
