"""The files that pages of the console consist of, beside what is made for each."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from mockserver.console.policy import guarded
from mockserver.console.visit import Visit
from specs.messages import Response

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_OWN = files("mockserver.console") / "static"
_SWAGGER = files("mockserver.console") / "swagger"
FILES = {
    "console.css": (files("specs") / "look" / "tokens.css", _OWN / "console.css"),
    "console.js": (_OWN / "console.js",),
    "api.js": (_OWN / "api.js",),
    "swagger-ui-bundle.js": (_SWAGGER / "swagger-ui-bundle.js",),
    "swagger-ui.css": (_SWAGGER / "swagger-ui.css",),
    "swagger.css": (_OWN / "swagger.css",),
    "icon.svg": (_OWN / "icon.svg",),
}
"""By name, the files that one consists of."""


def show(visit: Visit) -> Response:
    """A file; one that the browser has already is not sent again. Source: RFC 9110, 13.1.2."""
    name = visit.page.rpartition("/")[2]
    if name not in FILES:
        return visit.console.missing(visit)
    content, tag = _content(name)
    known = visit.request.header("if-none-match") == tag
    kind = _KINDS[name.rpartition(".")[2]]
    headers = (("ETag", tag),)
    return guarded(304 if known else 200, kind, b"" if known else content, caching="no-cache", headers=headers)


@cache
def _content(name: str) -> tuple[bytes, str]:
    content = b"\n".join(part.read_bytes() for part in FILES[name])
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
