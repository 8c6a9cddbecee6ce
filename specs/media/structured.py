"""JSON. Source: RFC 8259."""

from __future__ import annotations

from typing import Any

from specs.media.frame import Content, Frame
from specs.media.parameters import charset
from specs.messages import read_json, write_json


def read(body: bytes, frame: Frame) -> Content:
    """The value of a JSON body; another encoding than UTF-8 is read where the Content-Type names it."""
    named = charset(frame.declared)
    if named not in ("utf-8", "us-ascii"):
        body = body.decode(named).encode()
    return Content(read_json(body))


def write(value: Any, frame: Frame) -> bytes:  # noqa: ARG001 - one signature for all
    """A value as JSON."""
    return write_json(value)
