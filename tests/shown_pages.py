"""What the pages of the documentation show: blocks of code, commands, and what these are shown to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parent.parent
PAGES = [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *sorted((HOUSE / "docs").rglob("*.md"))]
_FENCE = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
WALKED = {
    "docs/tutorial.md": False,
    "docs/mock-in-ci.md": False,
    "docs/test-an-account.md": False,
    "docs/report-a-release.md": False,
    "docs/github.md": False,
    "docs/gitlab.md": False,
    "docs/pre-commit.md": False,
    "docs/index.md": False,
    "docs/witnesses.md": True,
}
"""Pages that are followed from their first command to their last (tests/documentation), and whether that is cheap."""
FOLLOWED = {**WALKED, "README.md": False}
"""And the README, whose commands need each other so little that the gate runs them one by one."""
_VARYING = {
    r"127\.0\.0\.1:\d+": "127.0.0.1:PORT",
    r"\b\d+(\.\d+)? (ms|milliseconds|s|seconds?|minutes?)\b": "SOME TIME",
    r"\b\d{8}-\d{6}-[0-9a-f]{6}\b": "RUN",
    r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z": "WHEN",
}
"""What is another each time, and what it is read as."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the file that it is, where its title says one, and its text."""

    language: str
    title: str
    text: str


def fences(page: Path) -> Iterator[Block]:
    """All blocks of a page that have a language, in order."""
    for found in _FENCE.finditer(page.read_text("utf-8")):
        yield Block(found["language"], found["title"] or "", found["text"])


def blocks(page: Path, language: str) -> list[str]:
    """The texts of a page's blocks in a language that are not files."""
    return [block.text for block in fences(page) if block.language == language and not block.title]


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines that it is shown to print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = re.sub(r"\\\n *", "", part).splitlines()
        yield command, shown


def conversations(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command of a page's console blocks with the lines that it is shown to print."""
    for block in blocks(page, "console"):
        yield from commands(block)


def settled(text: str) -> str:
    """A line with what is another each time taken out of it."""
    for varying, name in _VARYING.items():
        text = re.sub(varying, name, text)
    return text


def is_shown(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines stand in this order in what was printed; ``...`` stands for any lines or rest of a line."""
    rest = iter(map(settled, printed))
    return all(
        any(line == wanted or (wanted.endswith("...") and line.startswith(wanted[:-3])) for line in rest)
        for wanted in map(settled, shown)
        if wanted.strip() != "..."
    )
