"""Lines for a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.text import Text

from contracts.render import commands
from contracts.render.inert import one_line

DEFAULT_WIDTH = 100
NARROWEST = 40
LABEL = 12
"""Columns of what a field is called."""


class Page:
    """Lines of text of one width, wrapped with hanging indents. What it is given is shown as it is, never as markup."""

    def __init__(self, width: int, *, color: bool) -> None:
        self.width = width
        self._file = StringIO()
        self._console = Console(
            file=self._file,
            width=width,
            force_terminal=color,
            no_color=not color,
            color_system="standard" if color else None,
            highlight=False,
            legacy_windows=False,
            _environ={},
        )

    @property
    def text(self) -> str:
        """All that was written."""
        return self._file.getvalue()

    def line(self, text: Text | str = "", *, first: str = "", rest: str | None = None) -> None:
        """One paragraph; ``first`` stands before its first line, ``rest`` (else as many spaces) before the others."""
        content = text if isinstance(text, Text) else Text(text)
        later = " " * len(first) if rest is None else rest
        wrapped = content.wrap(self._console, self.width - max(len(first), len(later)), overflow="fold", tab_size=4)
        for number, part in enumerate(wrapped or [Text()]):
            part.rstrip()
            whole = Text(later if number else first, end="").append_text(part)
            whole.rstrip()
            self._console.print(whole, soft_wrap=True)

    def field(self, label: str, text: Text | str) -> None:
        """A labelled paragraph of a finding; nothing where there is no text."""
        if text:
            self.line(text, first=f"    {label:<{LABEL}}")

    def command(self, label: str, command: str) -> None:
        """A labelled command line that can be copied out of the text; nothing where there is none."""
        first = f"    {label:<{LABEL}}"
        for line, within in commands.lines(command, self.width - len(first)) if command else ():
            self.line(line, first="" if within else first)
            first = " " * len(first)

    def title(self, text: str) -> None:
        """A heading, after an empty line."""
        self.line()
        self.line(Text(one_line(text), style="bold underline"))
