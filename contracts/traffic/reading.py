"""Recordings → calls: HTTP Archives, and files with an exchange a line, as a HAR or the journal of a mock has it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contracts.errors import ContractError
from specs.line_files import is_torn
from specs.messages import Exchange, Headers, Request, Response

_HINT = "give a HAR file, or one with an exchange a line, as ringback proxy --record and ringback mock --record write"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """A recorded exchange.

    Attributes:
        credential: what stands for the credential of the request where that itself was left out; empty for none.
        place: where it was recorded, such as ``web.har entry 12``.
    """

    exchange: Exchange
    credential: str = ""
    place: str = ""


def calls(path: Path, say: Callable[[str], None] = lambda _: None) -> Iterator[Call]:
    """The calls of a recording, in order; entries without an answer are left out, and so is a torn last line.

    Args:
        path: of the recording.
        say: told of such a line, which a crash leaves.

    Raises:
        ContractError: it cannot be read; the message begins with the place.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (getattr(error, "strerror", None) or "it is not UTF-8").lower()
        raise ContractError(f"{path}: the recording cannot be read: {why}", hint=_HINT) from error
    for place, entry in _entries(path, text, say):
        try:
            call = _read(entry, place)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            told = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise ContractError(f"{place}: no recorded exchange: {told}", hint=_HINT) from error
        if call.exchange.response.status:
            yield call


def _entries(path: Path, text: str, say: Callable[[str], None]) -> Iterator[tuple[str, Any]]:
    whole = _json(text)
    if isinstance(whole, dict) and isinstance(whole.get("log"), dict) and isinstance(whole["log"].get("entries"), list):
        yield from ((f"{path} entry {number}", entry) for number, entry in enumerate(whole["log"]["entries"], 1))
        return
    lines = text.splitlines()
    if len(lines) > 1 and not text.endswith("\n") and is_torn(lines[-1].encode()):
        say(f"{path}:{len(lines)}: the line was torn by a crash, and is left out")
        del lines[-1]
    for number, line in enumerate(lines, 1):
        if line.strip():
            entry = _json(line)
            if entry is None:
                raise ContractError(f"{path}:{number}: the line is not JSON", hint=_HINT)
            yield f"{path}:{number}", entry


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read(entry: Mapping[str, Any], place: str) -> Call:
    exchange = (_of_har if "url" in entry["request"] else _of_journal)(entry)
    return Call(exchange=exchange, credential=str(entry.get("_credential") or ""), place=place)


def _of_har(entry: Mapping[str, Any]) -> Exchange:
    """Source: HAR 1.2 (Odvarko), entries."""
    asked, answered = entry["request"], entry["response"]
    address, posted, content = urlsplit(asked["url"]), asked.get("postData") or {}, answered.get("content") or {}
    headers = _pairs(asked["headers"])
    if "host" not in {name.lower() for name, _ in headers} and address.netloc:
        headers = (*headers, ("host", address.netloc))
    body = _body(posted.get("text"), "").decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape")
    request = Request(asked["method"], address.path or "/", address.query, headers, body)
    received = _body(content.get("text"), content.get("encoding") or "")
    return Exchange(request, Response(int(answered["status"]), _pairs(answered["headers"]), received))


def _of_journal(entry: Mapping[str, Any]) -> Exchange:
    asked, answered = entry["request"], entry["response"]
    headers, more = _fields(asked["headers"]), _fields(answered["headers"])
    sent, received = (_body(each.get("body"), each.get("encoding") or "") for each in (asked, answered))
    request = Request(entry["method"], entry["path"], entry.get("query") or "", headers, sent)
    return Exchange(request, Response(int(entry["status"]), more, received))


def _pairs(pairs: list[Mapping[str, Any]]) -> Headers:
    """Header fields, without those of HTTP/2 that are none in HTTP/1.1."""
    return tuple((str(each["name"]), str(each["value"])) for each in pairs if not str(each["name"]).startswith(":"))


def _fields(pairs: list[list[Any]]) -> Headers:
    return tuple((str(name), str(value)) for name, value in pairs)


def _body(text: str | None, encoding: str) -> bytes:
    decode: Callable[[str], bytes] = base64.b64decode if encoding == "base64" else str.encode
    return decode(text) if text else b""
