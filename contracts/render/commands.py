"""Long command lines, broken so that a shell still takes them."""

from __future__ import annotations

import re

_WORD = re.compile(r"""(?:[^\s'"\\$]|\\.|'[^']*'|"(?:\\.|[^"\\])*"|\$'(?:\\.|[^'\\])*'|\$)+""", re.DOTALL)
_MARK = " \\"


def lines(command: str, width: int) -> list[str]:
    """A command of bash in lines of at most a width, where its words allow it; options stay with their values."""
    made: list[str] = []
    for part in _parts(command):
        if made and len(made[-1]) + 1 + len(part) + len(_MARK) <= width:
            made[-1] += f" {part}"
        else:
            made.append(part if not made else f"  {part}")
    return [line + _MARK for line in made[:-1]] + made[-1:]


def _parts(command: str) -> list[str]:
    parts: list[str] = []
    for word in _WORD.findall(command):
        if parts and re.fullmatch(r"-\w|--data-\w+|--max-time", parts[-1].rpartition(" ")[2]) and parts[-1] != "-i":
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts
