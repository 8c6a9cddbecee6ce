"""JSON pointers. Source: RFC 6901."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

INDEX = re.compile(r"0|[1-9][0-9]{0,17}")
"""A list index, of lists that fit into a machine. Source: RFC 6901, 4."""


def join(pointer: str, *tokens: str | int) -> str:
    """Extend a pointer: ``join("/paths", "/users", "get")`` is ``/paths/~1users/get``."""
    for token in tokens:
        text = str(token)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def tokens(pointer: str) -> list[str]:
    """Split a pointer into its unescaped reference tokens."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def from_fragment(fragment: str) -> str:
    """The pointer that a URI fragment spells (``/paths/~1a~1%7Bid%7D`` → ``/paths/~1a~1{id}``)."""
    return unquote(fragment)


def to_fragment(pointer: str) -> str:
    """A pointer as a reference inside one document spells it. Source: RFC 6901, 6; RFC 3986, 3.5."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@")


def exists(document: Any, pointer: str) -> bool:
    """Whether a pointer names a value."""
    try:
        find(document, pointer)
    except KeyError:
        return False
    return True


def find(document: Any, pointer: str) -> Any:
    """The value a pointer names.

    Raises:
        KeyError: there is no such value; its argument is the first token that could not be followed.
    """
    value = document
    for token in tokens(pointer):
        value = _step(value, token)
    return value


def _step(value: Any, token: str) -> Any:
    if isinstance(value, Mapping) and token in value:
        return value[token]
    if isinstance(value, Sequence) and not isinstance(value, str) and INDEX.fullmatch(token):
        index = int(token)
        if index < len(value):
            return value[index]
    raise KeyError(token)
