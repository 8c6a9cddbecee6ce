"""What makes a text harmless to a terminal, to whoever reads it line by line, and to people who look at it."""

from __future__ import annotations

import re

_RANGES = (
    *((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x061C, 0x061C), (0x200B, 0x200B), (0x200E, 0x200F)),
    *((0x2028, 0x202E), (0x2060, 0x2069), (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFFE, 0xFFFF)),
)
"""What cannot be seen in a text, or moves what can: controls, line ends, marks of direction, halves of characters."""
_UNSEEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_LINE = (0x09, 0x0A)
HARMLESS = {code: f"\\u{code:04x}" for first, last in (*_RANGES, _LINE) for code in range(first, last + 1)}
"""For ``str.translate``: what ``visible`` spells out, and line feeds and tabs, become their escapes."""

_CREDENTIALS = re.compile(r"(?<=://)[^/?#\s]*@")


def told(text: str) -> str:
    """One line that a person is told: harmless, and without the credentials of addresses in it."""
    return _CREDENTIALS.sub("", text).translate(HARMLESS)


def visible(text: str) -> str:
    r"""Spell out what a reader cannot see: terminal controls, text direction marks, lone surrogates (``\\u001b``).

    Line feeds and tabs stay. Inside a JSON text the spelling means the same character as before.
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
