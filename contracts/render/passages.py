"""The lines of both documents that a finding is about, side by side, with those that differ marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from contracts.findings import Finding, Place, Report
from contracts.render import wording
from contracts.render.inert import visible
from contracts.render.places import spot
from specs.source import Source

_LONGEST_BLOCK = 400
"""Lines of a part of a document that are looked at."""
_MOST_SHOWN = 14
"""Lines of one side that are shown."""
_MOST_ALONE = 9
"""The same where no line of it differs."""
_WIDEST = 160
"""Characters of a line that are shown."""
_ONE_LINE = 2000
"""Characters; a document with a longer line there was not written to be read, and is not shown."""
_AROUND = 1
_LEFT_OUT = "⋯"
_BUDGET = 300_000
"""Characters of all passages of a report, markup included; the gravest findings come first."""
_MARKUP = 25
"""Characters of markup for each line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a passage.

    Attributes:
        number: its number in the file, from 1; None for lines that are left out.
        text: what stands there.
        differs: whether the other side does not say so.
    """

    number: int | None
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a document.

    Attributes:
        side: which of the two documents, in the report's words.
        place: ``file:line``.
        rows: the lines.
    """

    side: str
    place: str
    rows: tuple[Row, ...]


def passages(report: Report) -> dict[int, tuple[Passage, ...]]:
    """By the ``id()`` of a finding its lines in both documents, for the gravest findings as far as there is room."""
    shown: dict[int, tuple[Passage, ...]] = {}
    left = _BUDGET
    for finding in wording.ordered(report):
        made = tuple(_of(finding, report)) if left > 0 else ()
        left -= sum(len(row.text) + _MARKUP for passage in made for row in passage.rows)
        shown[id(finding)] = made
    return shown


def _of(finding: Finding, report: Report) -> Iterator[Passage]:
    sides = zip(wording.sides(report), (finding.old, finding.new), report.sources, strict=False)
    there = [(side, place, block) for side, place, source in sides if place and (block := _block(place, source))]
    blocks = [block for _, _, block in there]
    differing = _differing(*blocks) if len(blocks) == 2 else [()] * len(blocks)
    for (side, place, block), spans in zip(there, differing, strict=True):
        yield Passage(side, place.line, tuple(_rows(block, spot(place).line, spans)))


def _block(place: Place, source: Source) -> list[str]:
    """A line of a file and those that are indented more deeply below it; nothing where they are not to be read."""
    lines = _lines(source.origin(place.pointer)[0].text)
    start = spot(place).line - 1
    if start >= len(lines) or len(lines[start]) > _ONE_LINE:
        return []
    depth = _depth(lines[start])
    stop = start + 1
    while stop < min(len(lines), start + _LONGEST_BLOCK) and (not lines[stop].strip() or _depth(lines[stop]) > depth):
        stop += 1
    if stop < len(lines) and lines[stop].strip(" ,") in ("}", "]", "},", "],"):
        stop += 1
    while not lines[stop - 1].strip():
        stop -= 1
    return lines[start:stop]


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.splitlines()


def _depth(line: str) -> int:
    """How deeply a line is indented; an item of a list in YAML may stand as deep as the key that it belongs to."""
    bare = line.lstrip(" ")
    return len(line) - len(bare) + bare.startswith("- ")


def _differing(old: Sequence[str], new: Sequence[str]) -> list[Sequence[range]]:
    """Where each side says what the other does not: indices of lines; none of them where only the other has some."""
    matcher = SequenceMatcher(None, [line.strip() for line in old], [line.strip() for line in new], autojunk=False)
    changed = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    return [[range(*each[1:3]) for each in changed], [range(*each[3:5]) for each in changed]]


def _rows(block: Sequence[str], first: int, spans: Sequence[range]) -> Iterator[Row]:
    margin = _margin(block)
    before = -1
    for at in _kept(len(block), spans):
        if at > before + 1:
            yield Row(None, _LEFT_OUT)
        yield Row(first + at, _cut(block[at][margin:]), any(at in span for span in spans))
        before = at
    if before + 1 < len(block):
        yield Row(None, _LEFT_OUT)


def _kept(length: int, spans: Sequence[range]) -> list[int]:
    """The lines of a block that are shown: the first one, and those that differ with what is around them."""
    near = {0} | {at for span in spans for at in range(span.start - _AROUND, span.stop + _AROUND)}
    shown = sorted(near & {*range(length)}) if spans else [*range(length)]
    return shown[: _MOST_SHOWN if spans else _MOST_ALONE]


def _margin(block: Sequence[str]) -> int:
    return min(len(line) - len(line.lstrip(" ")) for line in block if line.strip())


def _cut(line: str) -> str:
    told = visible(line.rstrip())
    return told if len(told) <= _WIDEST else f"{told[: _WIDEST - 1]}…"
