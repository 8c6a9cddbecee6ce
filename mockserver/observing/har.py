"""Recorded exchanges as an HTTP Archive, without their secrets. Source: HAR 1.2 (Odvarko)."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from mockserver.observing.recording import Entry, Record
from specs.line_files import LineFile
from specs.messages import Headers, Request, Response
from specs.whole_files import PRIVATE

_UNKNOWN = -1


def archive(records: Iterable[Record]) -> Mapping[str, Any]:
    """Exchanges as an archive."""
    named = Credentials()
    entries = [entry(each.shown(), named.of(each)) for each in records]
    return {"log": {"version": "1.2", "creator": {"name": "ringback", "version": ""}, "entries": entries}}


class Lines:
    """Writes each exchange as it comes, an entry of an archive a line, at the end of a file.

    Args:
        path: of the file; one that is begun is its owner's alone.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = LineFile(path, mode=PRIVATE)
        self._named, self._lock = Credentials(), threading.Lock()

    @property
    def torn(self) -> int:
        """Bytes of a last line that a crash had left, and that were taken away."""
        return self._file.torn

    def note(self, record: Record) -> None:
        """Write an exchange; all of it is in the file when this returns.

        Raises:
            OSError: it cannot be written. What was written before is there still.
        """
        with self._lock:
            told = json.dumps(entry(record.shown(), self._named.of(record)), separators=(",", ":"))
            self._file.add(told.encode())

    def close(self) -> None:
        """Write no more."""
        with self._lock:
            self._file.close()


class Credentials:
    """Names that stand for credentials: those of one recording can be told apart, and nobody can read them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of(self, record: Record) -> str:
        """What stands for the credential of a request; empty where it has none."""
        request, redactor = record.request, record.book.redactor
        fields = (value for name, value in request.headers if redactor.secret_header(name) and value)
        pairs = parse_qsl(request.query, keep_blank_values=True)
        found = next(chain(fields, (value for name, value in pairs if redactor.secret_parameter(name))), "")
        return self._names.setdefault(found, f"credential {len(self._names) + 1}") if found else ""


def entry(entry: Entry, credential: str = "") -> Mapping[str, Any]:
    """An exchange as an entry of an archive.

    Args:
        entry: the exchange.
        credential: what stands for the credential of its request, where it has one.
    """
    spent = round(entry.seconds * 1000, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(entry.at - entry.seconds, UTC).isoformat(timespec="milliseconds"),
        "time": spent,
        "request": _request(entry.exchange.request),
        "response": _response(entry.exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": spent, "receive": 0},
        "_operation": entry.operation or None,
        **({"_credential": credential} if credential else {}),
        "_violations": [*entry.violations, *_told(entry.notes)],
    }


def _told(notes: Mapping[str, object]) -> list[str]:
    wrong = notes.get("response")
    return [f"response: {each}" for each in wrong] if isinstance(wrong, list) else []


def _request(request: Request) -> Mapping[str, Any]:
    query = f"?{request.query}" if request.query else ""
    kind, body = request.header("content-type") or "", request.body
    # HAR has no word for bytes in a request; latin-1 keeps each of them
    posted = {"postData": {"mimeType": kind, "text": _text(body) or body.decode("latin-1")}} if body else {}
    return {
        "method": request.method,
        "url": f"http://{request.header('host') or 'localhost'}{request.path}{query}",
        "queryString": _pairs(tuple(parse_qsl(request.query, keep_blank_values=True))),
        **_message(request.headers, body),
        **posted,
    }


def _response(response: Response) -> Mapping[str, Any]:
    text = _text(response.body)
    shown = {"text": base64.b64encode(response.body).decode(), "encoding": "base64"} if text is None else {"text": text}
    return {
        "status": response.status,
        "statusText": "",
        "redirectURL": response.header("location") or "",
        "content": {"size": len(response.body), "mimeType": response.header("content-type") or "", **shown},
        **_message(response.headers, response.body),
    }


def _message(headers: Headers, body: bytes) -> Mapping[str, Any]:
    return {
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "headersSize": _UNKNOWN,
        "bodySize": len(body),
    }


def _pairs(pairs: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
