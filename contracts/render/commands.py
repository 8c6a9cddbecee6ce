"""Long command lines, broken so that a shell still takes them as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_ATOM = re.compile(
    r"""'(?P<plain>[^']*)'
    | \$'(?P<escaped>(?:\\.|[^'\\])*)'
    | (?P<whole>"(?:\\.|[^"\\])*" | \\.)
    | (?P<bare>[^\s'"\\])""",
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _ATOM.pattern)})+", re.DOTALL | re.VERBOSE)
_ESCAPE = re.compile(r"\\x[0-9a-fA-F]{2}|\\.|.", re.DOTALL)
_WITH_A_VALUE = re.compile(r"-[XH]|--data-\w+|--max-time")
_GOES_ON = "\\"
_INDENT = "  "


def lines(command: str, width: int) -> Iterator[tuple[str, bool]]:
    """A command of bash in lines of at most a width, as far as its words allow it.

    Yields:
        A line, and whether it goes on in the middle of a word, so that nothing may stand before it.
    """
    made: list[str] = []
    for part in _parts(command):
        if made and cell_len(made[-1]) + 1 + cell_len(part) + 2 <= width:
            made[-1] += f" {part}"
        else:
            made.append(_INDENT * bool(made) + part)
    for number, line in enumerate(made):
        yield from _fitting(f"{line} {_GOES_ON}" if number + 1 < len(made) else line, width)


def _parts(command: str) -> list[str]:
    """Words, options with their values."""
    parts: list[str] = []
    for word in _WORD.findall(command):
        if parts and _WITH_A_VALUE.fullmatch(parts[-1]):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def _fitting(line: str, width: int) -> Iterator[tuple[str, bool]]:
    """A line, or where it is too long its last word in pieces that the shell puts together."""
    if cell_len(line) <= width:
        yield line, False
        return
    end = f" {_GOES_ON}" if line.endswith(f" {_GOES_ON}") else ""
    words = list(_WORD.finditer(line.removesuffix(end)))
    at, within = words[-1].start(), False
    current = line[:at]
    for piece in _pieces(words[-1][0]):
        joined = _joined(current, piece)
        if cell_len(joined) + 2 > width and current.strip():
            yield current + _GOES_ON, within
            current, within = piece, True
        else:
            current = joined
    yield current + end, within


def _pieces(word: str) -> Iterator[str]:
    """The smallest parts of a word that mean the same when they stand side by side."""
    for atom in _ATOM.finditer(word):
        if atom["plain"] is not None:
            yield from (f"'{each}'" for each in atom["plain"] or [""])
        elif atom["escaped"] is not None:
            yield from (f"$'{each}'" for each in _ESCAPE.findall(atom["escaped"]))
        else:
            yield atom[0]


def _joined(before: str, piece: str) -> str:
    """Two parts of a word side by side, as one quoted text where both are quoted alike."""
    for quote in ("$'", "'"):
        if piece.startswith(quote) and before.endswith("'") and _quoted_by(before) == quote:
            return before[:-1] + piece[len(quote) :]
    return before + piece


def _quoted_by(text: str) -> str:
    """How the text at the end is quoted."""
    *_, last = _ATOM.finditer(text)
    return "$'" if last["escaped"] is not None else "'" if last["plain"] is not None else ""
