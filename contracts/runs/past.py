"""What a journal tells of a run, wherever it ended."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contracts.errors import ContractError
from contracts.findings import Finding
from contracts.runs.about import About
from contracts.runs.journal import FILE, Ended, Line
from contracts.runs.part import CLEANUP, Part, Piece
from contracts.runs.storing import restored
from specs.line_files import is_torn


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a run has come to.

    Attributes:
        about: what it is of.
        parts: what came of its steps, in order; without those of a first half that a second one made again.
        findings: that its parts met, by fingerprint.
        ended: whether it came to its end.
        cut_short: why it ended early, where it did so by itself.
    """

    about: About
    parts: tuple[Part, ...]
    findings: Mapping[str, Finding]
    ended: bool
    cut_short: str

    @property
    def done(self) -> frozenset[Piece]:
        """What is finished."""
        return frozenset(part.piece for part in self.parts if part.ends)

    def finished(self) -> Past:
        """Only what need not be done again."""
        parts = _finished(self.parts)
        return replace(self, parts=parts, findings=met(self.findings, parts))


def read(folder: Path) -> Past:
    """What the journal in a folder tells.

    Raises:
        ContractError: there is none, or it is damaged.
    """
    try:
        return _past(list(_lines(folder / FILE)))
    except OSError as error:
        raise ContractError(f"{folder}: there is no journal of a run: {error.strerror}") from error
    except (ValueError, KeyError) as error:
        raise ContractError(f"{folder / FILE}: the journal is damaged: {error}") from error


def _past(lines: list[tuple[Line, dict[str, Any]]]) -> Past:
    if not lines or lines[0][0] is not Line.BEGAN:
        raise ValueError("its first line does not tell what the run is of")
    parts: tuple[Part, ...] = ()
    findings: dict[str, Finding] = {}
    cut_short = ""
    for line, told in lines[1:]:
        match line:
            case Line.RESUMED:
                parts = _finished(parts)
            case Line.FINDING:
                finding = restored(Finding, told)
                findings[finding.fingerprint] = finding
            case Line.PART:
                parts = (*parts, restored(Part, told))
            case Line.ENDED:
                cut_short = restored(Ended, told).cut_short
    return Past(
        about=restored(About, lines[0][1]),
        parts=parts,
        findings=met(findings, parts),
        ended=lines[-1][0] is Line.ENDED,
        cut_short=cut_short if lines[-1][0] is Line.ENDED else "",
    )


def _lines(file: Path) -> Iterator[tuple[Line, dict[str, Any]]]:
    """All lines but what a crash has left of a last one."""
    whole, _, rest = file.read_bytes().rpartition(b"\n")
    for line in (*whole.splitlines(), *([rest] if rest and not is_torn(rest) else ())):
        told = json.loads(line)
        yield Line(told.pop("line")), told


def _finished(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    done = {part.piece for part in parts if part.ends}
    return tuple(part for part in parts if part.piece in done and part.phase != CLEANUP)


def met(findings: Mapping[str, Finding], parts: tuple[Part, ...]) -> Mapping[str, Finding]:
    """The findings that some parts met, with how often, by fingerprint."""
    times: Counter[str] = Counter()
    for part in parts:
        times.update(part.found)
    return {known: replace(findings[known], seen=seen) for known, seen in times.items()}
