"""A failure as a test in Python that fails until it is mended: one file, which needs ``requests`` and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from specs.messages import Request
from specs.reproduce import SET_BY_CLIENTS, split

_LONGEST_NAME = 60


def python_test(
    title: str,
    requests: Sequence[Request],
    base_url: str,
    holds: str,
    *,
    secrets: Mapping[str, str],
    schema: Any = None,
) -> str:
    """The source of a test.

    Args:
        title: what is wrong, in one line.
        requests: what is sent, the last one of which shows it.
        base_url: its scheme and authority are used.
        holds: an expression over ``answer``, a response of ``requests``, that is true once it is mended.
        secrets: variable of the environment → the text in the requests that it stands for.
        schema: what ``SCHEMA`` is in the expression, if it needs one.
    """
    calls = [line for each in requests for line in _call(each, base_url, secrets)]
    environ = any("os.environ" in line for line in calls)
    imports = [*(["import os", ""] if environ else []), *(["import jsonschema"] if schema is not None else [])]
    told = [f"SCHEMA = {json.loads(json.dumps(schema))!r}", "", ""] if schema is not None else [""]
    return "\n".join(
        [
            f"{_quoted(title)}",
            "",
            *imports,
            "import requests",
            "",
            *told,
            f"def test_{_name(title)}():",
            "    with requests.Session() as session:",
            "        session.trust_env = False  # no credentials of this machine",
            *(f"        {line}" for line in calls),
            f"    assert {holds}, (answer.status_code, answer.headers, answer.text[:1000])",
            "",
        ]
    )


def _call(request: Request, base_url: str, secrets: Mapping[str, str]) -> Iterator[str]:
    origin = urlsplit(base_url)
    target = request.path + (f"?{request.query}" if request.query else "")
    headers = [
        f"{name!r}: {_expression(value, secrets)}"
        for name, value in request.headers
        if name.lower() not in SET_BY_CLIENTS
    ]
    url = _expression(f"{origin.scheme}://{origin.netloc}{target}", secrets)
    body = f", data={_bytes(request.body, secrets)}" if request.body else ""
    yield f"asked = requests.Request({request.method!r}, {url}, headers={{{', '.join(headers)}}}{body}).prepare()"
    yield f"asked.url = {url}  # as it was, letter for letter"
    yield "answer = session.send(asked, allow_redirects=False, timeout=30)"


def _expression(text: str, secrets: Mapping[str, str]) -> str:
    parts = [f"os.environ[{name!r}]" if name else repr(data.decode()) for name, data in split(text.encode(), secrets)]
    return " + ".join(parts) or "''"


def _bytes(body: bytes, secrets: Mapping[str, str]) -> str:
    parts = [f"os.environ[{name!r}].encode()" if name else repr(data) for name, data in split(body, secrets)]
    return " + ".join(parts)


def _quoted(title: str) -> str:
    return f'"""{json.dumps(title, ensure_ascii=True)[1:-1]}"""'


def _name(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return words[:_LONGEST_NAME].rstrip("_")
