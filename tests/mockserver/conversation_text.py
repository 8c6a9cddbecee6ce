"""Conversations with a mock as plain text files, and what they say. The format is in ``conversations/README.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("conversations")
DOCUMENTS = FOLDER / "documents"

MARKS = {
    "request": {"exactly", "escaped", "until it fits"},
    "response": {"exactly", "escaped", "schema", "undocumented", "cut short"},
    "no response": set(),
    "file": set(),
    "command": set(),
    "output": set(),
}
"""Kinds of sections, and the words that may stand behind a comma of their first line."""

_SETTING = re.compile(r"([a-z]+): *(.*)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([rnt\\]))")
_LETTERS = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a conversation, from one ``===`` to the next.

    Attributes:
        kind: one of ``MARKS``.
        argument: the name of a ``file``; empty elsewhere.
        words: what follows in the first line, such as ``escaped``.
        text: the lines below, without empty ones at the end.
        line: number of its first line in the file, from 1.
    """

    kind: str
    argument: str = ""
    words: frozenset[str] = frozenset()
    text: str
    line: int

    @property
    def head(self) -> list[str]:
        """The lines up to the first empty one: a start line, then header fields."""
        return self.text.split("\n\n", 1)[0].split("\n")

    @property
    def body(self) -> str | None:
        """What stands below the first empty line."""
        _, blank, body = self.text.partition("\n\n")
        return body if blank else None

    @property
    def milliseconds(self) -> int:
        """How long it takes at least, as ``after 50 ms`` says."""
        found = [int(word.split()[1]) for word in self.words if word.startswith("after ")]
        return found[0] if found else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What a file says.

    Attributes:
        path: the file.
        title: what is shown.
        features: of the mock, that the conversation is about.
        mock: what follows ``ringback mock`` on the command line.
        proxy: what follows ``ringback proxy``, for a proxy before the mock; empty where there is none.
        sections: in order.
    """

    path: Path
    title: str
    features: tuple[str, ...]
    mock: str
    proxy: str = ""
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """Its file's name below the folder, without suffix."""
        return self.path.relative_to(FOLDER).with_suffix("").as_posix()


def read(path: Path) -> Conversation:
    """Read a file.

    Raises:
        ValueError: it is not written as a conversation is; with the line.
    """
    lines = path.read_text("utf-8").rstrip("\n").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("=== ")]
    if not starts or not lines[0] or lines[0].startswith("==="):
        raise ValueError(f"{path}:1: begins with a title, and has sections that begin with ===")
    settings = dict(_settings(path, lines[1 : starts[0]]))
    if not {"features", "mock"} <= settings.keys():
        raise ValueError(f"{path}:1: the head says 'features: …' and 'mock: …'")
    ends = [*starts[1:], len(lines)]
    sections = (_section(path, lines[start:end], start + 1) for start, end in zip(starts, ends, strict=True))
    return Conversation(
        path=path,
        title=lines[0],
        features=tuple(word.strip() for word in settings["features"].split(",")),
        mock=settings["mock"],
        proxy=settings.get("proxy", ""),
        sections=tuple(sections),
    )


def _settings(path: Path, lines: list[str]) -> list[tuple[str, str]]:
    """Of the head; its other lines are for people only."""
    found = [match.groups() for line in lines if (match := _SETTING.fullmatch(line))]
    unknown = [name for name, _ in found if name not in {"features", "mock", "proxy"}]
    if unknown:
        raise ValueError(f"{path}:1: the head knows features, mock and proxy, but no {unknown[0]!r}")
    return [(name, value) for name, value in found]


def _section(path: Path, lines: list[str], number: int) -> Section:
    first, *words = (word.strip() for word in lines[0].removeprefix("=== ").split(","))
    kind, argument = ("file", first[5:]) if first.startswith("file ") else (first, "")
    known = MARKS.get(kind, set())
    wrong = [word for word in words if word not in known and not re.fullmatch(r"after \d+ ms|exit \d+", word)]
    if kind not in MARKS or wrong:
        raise ValueError(f"{path}:{number}: {(wrong or [kind])[0]!r} means nothing here")
    text = "\n".join(lines[1:]).rstrip("\n")
    return Section(kind=kind, argument=argument, words=frozenset(words), text=text, line=number)


def unescaped(text: str) -> bytes:
    """The bytes of a text in which ``\\x00`` stands for a byte, and ``\\r``, ``\\n``, ``\\t`` and ``\\\\`` for one."""

    def byte(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else _LETTERS[match[2]]

    plain = "".join(each if ord(each) < 0x80 else each.encode().decode("latin-1") for each in text)
    return _ESCAPE.sub(byte, plain).encode("latin-1")
