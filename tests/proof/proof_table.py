"""What the long run came to, as a table in ``docs/proof.md``.

``python tests/proof/proof_table.py RESULTS`` writes it anew from what ``pytest --proof-results RESULTS`` has kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
UNEXPLAINED = "NOT EXPLAINED"
_BEGIN, _END = "<!-- results: begin -->\n", "<!-- results: end -->\n"
_HEAD = ("| document | operations | seeds | cases | failures, by cause |", "| --- | ---: | --- | ---: | --- |")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the test of one document's mock with one seed came to.

    Attributes:
        causes: how many failures each cause has, of those that differ in operation, check or status.
    """

    document: str
    seed: int
    operations: int
    cases: int
    causes: Mapping[str, int]


def read(text: str) -> list[Result]:
    """The results in a file, one JSON object a line; of two of one document and seed the last."""
    found = [Result(**json.loads(line)) for line in text.splitlines()]
    return list({(each.document, each.seed): each for each in found}.values())


def told(causes: Mapping[str, int]) -> str:
    """Failures by cause, in words."""
    return ", ".join(f"{cause} {count}" for cause, count in sorted(causes.items())) or "none"


def table(results: Iterable[Result]) -> str:
    """A row for each document, all seeds together, and one for all of them."""
    by_document: dict[str, list[Result]] = {}
    for each in results:
        by_document.setdefault(each.document, []).append(each)
    rows = [_row(name, [*each]) for name, each in sorted(by_document.items())]
    every = [each for several in by_document.values() for each in several]
    total = _row(
        f"all {len(by_document)}, {len(every)} runs", every, sum(e[0].operations for e in by_document.values())
    )
    return "\n".join([*_HEAD, *rows, total, ""])


def _row(name: str, results: list[Result], operations: int | None = None) -> str:
    causes: Counter[str] = Counter()
    for each in results:
        causes.update(each.causes)
    tested = results[0].operations if operations is None else operations
    seeds = ", ".join(map(str, sorted({each.seed for each in results})))
    return f"| {name} | {tested:,} | {seeds} | {sum(each.cases for each in results):,} | {told(causes)} |"


def main() -> None:
    """Write the table anew."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    made = table(read(Path(sys.argv[1]).read_text("utf-8")))
    PAGE.write_text(f"{before}{_BEGIN}\n{made}\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
