"""Asking a running mock about itself, through its control interface."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from mockserver.errors import MockError
from specs.http1.timed import TimedResponse
from specs.messages import Response

_PREFIX = "/__ringback"
_SECONDS = 30.0
"""For all of an answer."""
_MOST_BYTES = 64 * 1024 * 1024
"""Of an answer, whatever it is that answers."""


class _Answer(TimedResponse):
    """One that has an end in time."""

    whole = True

    @property
    def seconds(self) -> float:
        return _SECONDS


class _Connection(http.client.HTTPConnection):
    response_class = _Answer


class _SecureConnection(http.client.HTTPSConnection):
    response_class = _Answer


class _Patient(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, request)


class _PatientAndSecure(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, request)


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: where that leads is told the token as well."""

    def redirect_request(self, *_: object) -> None:
        """None: the redirection is the answer."""


def replayed(url: str, token: str, credential: str | None) -> tuple[Response, bool]:
    """The response that a running mock gave with a replay token, and whether it is the same, byte for byte.

    Args:
        url: of the mock, or of its control interface where that is elsewhere than usual.
        token: as in the field of the response.
        credential: the token of the control interface, if it has one.

    Raises:
        MockError: it cannot be asked, or does not have the response.
    """
    told = _post(url, "/replay", {"token": token}, credential)
    body = base64.b64decode(told["body"]) if told.get("encoding") == "base64" else told["body"].encode()
    return Response(told["status"], tuple((name, value) for name, value in told["headers"]), body), told["same"]


def overridden(url: str, override: Any, credential: str | None) -> None:
    """Have a running mock answer otherwise; an override of the same name that it has is replaced.

    Args:
        url: as for ``replayed``.
        override: as ``mockserver.overrides`` has it.
        credential: as there.

    Raises:
        MockError: it cannot be asked, or does not take it.
    """
    _post(url, "/overrides", override, credential)


def _post(url: str, path: str, body: Any, credential: str | None) -> Any:
    if not url.startswith(("http://", "https://")):
        raise MockError(f"{url!r} is no URL of a mock", hint="give it as http://127.0.0.1:PORT")
    if "@" in urlsplit(url).netloc:
        raise MockError(f"{url} has credentials in it, which are not sent", hint="give --control-token")
    base = url.rstrip("/")
    whole = base + path if _PREFIX in base else base + _PREFIX + path
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if credential:
        headers["Authorization"] = f"Bearer {credential}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Patient, _PatientAndSecure, _Staying)
    try:
        asked = urllib.request.Request(whole, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - http(s)
        with opener.open(asked, timeout=_SECONDS) as answer:
            return json.loads(answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as error:
        hint = "give it with --control-token" if error.code == HTTPStatus.UNAUTHORIZED else None
        raise MockError(f"the mock answers {error.code}: {_detail(error)}", hint=hint) from error
    except (ValueError, RecursionError) as error:
        raise MockError(f"what answers at {whole} is no mock", hint="give the address of one") from error
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "reason", error)
        raise MockError(f"nothing at {whole} can be asked: {why}", hint="is it a mock, and does it run?") from error


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(_MOST_BYTES))["detail"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return str(error.reason)
