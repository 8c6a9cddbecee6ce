"""Content codings: undone to look at a body, which is passed on as it came."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any

Undo = Callable[[bytes, int], bytes]
_WINDOW = 8 * 1024 * 1024
"""Bytes of memory that a body may ask for. Source: RFC 9659, 3."""
_PIECE = 1024
"""Bytes of a body that are looked at before what has come out of them is counted."""


class UnreadableError(ValueError):
    """A body whose coding cannot be undone; the text says why."""


def decoded(coding: str | None, body: bytes, most: int) -> bytes:
    """A body without its codings.

    Args:
        coding: the Content-Encoding field.
        body: as it was sent.
        most: bytes that may come out.

    Raises:
        UnreadableError: it is not what the field says, or more than that comes out.
    """
    names = [each.strip().lower() for each in (coding or "").split(",") if each.strip()]
    if len(names) > 2:
        raise UnreadableError("more than two content codings")
    for name in reversed(names):
        if name == "identity":
            continue
        if name not in _known():
            raise UnreadableError(f"the content coding {name[:20]!r} is not known here")
        try:
            body = _known()[name](body, most + 1)
        except Exception as error:  # each library has its own
            raise UnreadableError(f"the body is no {name}") from error
        if len(body) > most:
            raise UnreadableError(f"more than {most} bytes come out of its {name}")
    return body


def acceptable(accepted: str | None) -> str:
    """What is left of an Accept-Encoding field of codings that are known here. Source: RFC 9110, 12.5.3."""
    if accepted is None:
        return "identity"
    parts = [each.strip() for each in accepted.split(",")]
    known = [each for each in parts if each.partition(";")[0].strip().lower() in {*_known(), "identity"}]
    return ", ".join(known) or "identity"


def _inflated(bits: int) -> Undo:
    def undo(body: bytes, most: int) -> bytes:
        engine = zlib.decompressobj(bits)
        found = engine.decompress(body, most)
        if len(found) < most and not engine.eof:
            raise zlib.error("it breaks off")
        return found

    return undo


def _deflated(body: bytes, most: int) -> bytes:
    """Source: RFC 9110, 8.4.1.2: some send it without the format around it."""
    try:
        return _inflated(zlib.MAX_WBITS)(body, most)
    except zlib.error:
        return _inflated(-zlib.MAX_WBITS)(body, most)


@cache
def _known() -> dict[str, Undo]:
    """Those of the standard library, and those of libraries that happen to be installed."""
    gzip = _inflated(zlib.MAX_WBITS | 16)
    found: dict[str, Undo] = {"gzip": gzip, "x-gzip": gzip, "deflate": _deflated}
    brotli, zstandard = _library("brotli"), _library("zstandard")
    if brotli is not None and hasattr(brotli.Decompressor(), "can_accept_more_data"):
        found["br"] = partial(_brotli, brotli)
    if zstandard is not None:
        found["zstd"] = partial(_zstandard, zstandard)
    return found


def _brotli(library: Any, body: bytes, most: int) -> bytes:
    engine = library.Decompressor()
    found = bytes(engine.process(body, output_buffer_limit=most))
    if len(found) < most and not engine.is_finished():
        raise zlib.error("it breaks off")
    return found


def _zstandard(library: Any, body: bytes, most: int) -> bytes:
    """Frame by frame. Source: RFC 8878, 3: a body is one or more of them."""
    found = b""
    while body and len(found) < most:
        engine = library.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        for at in range(0, len(body), _PIECE):
            found += engine.decompress(body[at : at + _PIECE])
            if engine.eof or len(found) >= most:
                break
        if not engine.eof and len(found) < most:
            raise zlib.error("it breaks off")
        body = engine.unused_data + body[at + _PIECE :]
    return found[:most]


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
