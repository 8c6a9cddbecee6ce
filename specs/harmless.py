"""What makes a text harmless to a terminal, to whoever reads it line by line, and to people who look at it."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
HARMLESS = {code: f"\\u{code:04x}" for code in range(0x10000) if _UNSEEN.match(chr(code)) or chr(code) in "\t\n"}
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
