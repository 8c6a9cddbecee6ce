"""A row of what writes files: what it does, what is to be there whenever it is killed, and what it said was kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ringback.cli import main

CLIENT = "phonebridge-client@1.3.8"
STORY = Path(__file__).parents[1] / "mockserver" / "data" / "stories" / "nested.yaml"
Say = Callable[[str], None]
"""Acknowledges something: whoever hears it counts on it."""
Files = Mapping[str, bytes]
"""Contents by path."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something that writes.

    Attributes:
        work: does it, in the current folder.
        prepare: makes what it needs there.
        wrong: what is not as it should be in a folder after a kill, given what was acknowledged and what the folder
            holds where nobody is killed; empty where all is well.
        slow: whether only the long run has time for it.
    """

    work: Callable[[Say], None]
    prepare: Callable[[], None] = lambda: None
    wrong: Callable[[Files, Files, list[str]], str]
    slow: bool = False

    @property
    def command(self) -> bool:
        """Whether it is a command line."""
        return "command" in self.work.__qualname__


def command(*arguments: str) -> Callable[[Say], None]:
    """Does what a command line says."""

    def work(_: Say) -> None:
        sys.argv = ["ringback", *arguments]
        with pytest.raises(SystemExit) as ended:
            main()
        if ended.value.code not in (0, 1):
            raise ended.value

    return work


def whole(files: Files, done: Files, _: list[str]) -> str:
    """Each file is the new one, or the old one, which holds ``old``; what has no name of its own is whole, too."""
    known = {*done.values(), b"old"}
    wrong = [name for name, text in files.items() if text not in ({done.get(name), b"old"} if name in done else known)]
    return f"neither old nor new: {', '.join(wrong)}" if wrong else ""


def well_formed(read: Callable[[bytes], object]) -> Callable[[Files, Files, list[str]], str]:
    """Each file can be read."""

    def wrong(files: Files, _: Files, __: list[str]) -> str:
        for name, text in files.items():
            try:
                read(text)
            except ValueError as error:
                return f"{name}: {error}"
        return ""

    return wrong


def old(*names: str) -> Callable[[], None]:
    """Has files there already."""
    return lambda: [Path(name).write_bytes(b"old") for name in names] and None
