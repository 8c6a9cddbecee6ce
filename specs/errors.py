"""Errors that mean: this document could not be used; and what the errors of all rooms have in common."""

from __future__ import annotations

from specs.harmless import told


class ExplainedError(Exception):
    """What a person is told in one line.

    Attributes:
        hint: what the reader can do about it, if anything is known.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return told(f"{self.args[0]} ({self.hint})" if self.hint else str(self.args[0]))


class SpecError(Exception):
    """A document, or a name for one, could not be used.

    Attributes:
        message: what is wrong, one sentence without a full stop.
        source: the file, URL or name the caller gave, if known.
        line: 1-based line in that source, if known.
        pointer: JSON pointer into the document (``""`` is the root), if known.
        hint: what the reader can do about it, if anything is known.
    """

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        line: int | None = None,
        pointer: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.line = line
        self.pointer = pointer
        self.hint = hint

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        where = " ".join(part for part in (place, f"#{self.pointer}" if self.pointer else "") if part)
        what = f"{where}: {self.message}" if where else self.message
        return told(f"{what} ({self.hint})" if self.hint else what)
