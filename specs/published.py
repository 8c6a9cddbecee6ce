"""The document that a server publishes of itself: at the URL itself, or at one of the usual places below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from specs.errors import SpecError
from specs.fetch import Answer, Fields, NotFetchedError, fetch
from specs.secrets import called_like_a_secret
from specs.source import MAX_BYTES, Source, decode

PLACES = (
    "openapi.json",
    "openapi.yaml",
    "swagger.json",
    "swagger.yaml",
    "v3/api-docs",  # springdoc
    "v2/api-docs",  # springfox
    "openapi/v1.json",  # ASP.NET Core from 9 on
    "swagger/v1/swagger.json",  # ASP.NET Core before
    "openapi",  # Source: MicroProfile OpenAPI 4.0, 5.1
    "q/openapi",  # Quarkus
    "api/schema/",  # drf-spectacular
    "api-json",  # NestJS
    "swagger/doc.json",  # swag for Go
    "api-docs",
    "docs/openapi.json",
)
"""Where frameworks publish by default, relative to an API."""
_DOCUMENT = re.compile(r"""^[\s{,]*["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\.""", re.MULTILINE)
_COMPACT = re.compile(r"""[{,]\s*"(?:openapi|swagger)"\s*:\s*"[23]\.""")
_REFUSED = (401, 403)
_WHERE = "RINGBACK_TOKEN, RINGBACK_USER and RINGBACK_PASSWORD, or RINGBACK_API_KEY"


def read(url: str, credentials: Fields | None = None) -> Source:
    """Fetch the document that a server publishes.

    Args:
        url: of the document, or of the API that it is about.
        credentials: header fields for those who ask who it is; sent to the origin of the URL alone.

    Raises:
        SpecError: nothing may be or could be fetched, or no document is published there.
    """
    _demand_no_secrets(url)
    asked: list[str] = []
    refused = ""
    for place in (url, *_places(url)):
        if place in asked:
            continue
        asked.append(place)
        try:
            found = _document(fetch(place, MAX_BYTES, credentials=credentials), place)
        except NotFetchedError as error:
            if error.status is None:  # nothing answers, so nothing else does
                raise SpecError(f"cannot be fetched: {error}", source=place, hint=error.hint) from error
            refused = refused or (place if error.status in _REFUSED else "")
            continue
        if found:
            return found
    if refused:
        hint = "those that were given are not taken" if credentials else f"set {_WHERE} in the environment"
        raise SpecError("asks for credentials", source=refused, hint=hint)
    hint = f"give the URL of the document; tried were {', '.join(urlsplit(each).path or '/' for each in asked)}"
    raise SpecError("publishes no OpenAPI document there", source=url, hint=hint)


def _places(url: str) -> Iterator[str]:
    """The usual places below a URL, then below its host."""
    path = urlsplit(url).path
    whole = urlsplit(url)._replace(query="", fragment="", path=path if path.endswith("/") else f"{path}/").geturl()
    for base in (whole, urljoin(url, "/")):
        yield from (urljoin(base, place) for place in PLACES)


def _document(answer: Answer, name: str) -> Source | None:
    """What was fetched, if it looks like a document: pages about an API are none, whatever they show."""
    text = decode(answer.content, name)
    if text.lstrip()[:1] == "<" or not (_DOCUMENT.search(text) or _COMPACT.search(text)):
        return None
    return Source(name, None, text, answer.url, answer.media_type)


def _demand_no_secrets(url: str) -> None:
    """Refuse what others would read in a list of processes, in a shell's history and in the report."""
    parts = urlsplit(url)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if parts.username is not None or any(map(called_like_a_secret, names)):
        bare = parts._replace(query="", netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise SpecError("a URL with credentials is not fetched", source=bare, hint=f"set {_WHERE} in the environment")
