"""The page that is made of what was measured."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.performance.tables import MISSED, Bar, Cell, Table, read

HEAD = """# Performance

<!-- made by `python -m benchmarks.performance --render`; edit the modules of benchmarks/performance instead -->

`python -m benchmarks.performance` measures all of this, peers beside, in some 22 minutes of a quiet machine, and
writes this page; `--only mock,diff` takes some sections anew, and `--modules` names a `node_modules` that has what
`benchmarks/performance/package.json` lists, which is fetched by npm otherwise. What stands in one row was measured in
turns in one run, so ratios hold where absolute figures do not: another machine has others, and so has this one with
other work to do.
"""
BARS = """## What was promised

Bars that have been set for these figures, all of them, and whether this run kept them.
"""


def rendered(kept: Mapping[str, Any]) -> str:
    """The page."""
    sections = list(kept["sections"].values())
    tables = [read(each) for section in sections for each in section["tables"]]
    lines = (line for section in sections for table in section["tables"] for line in _section(section, read(table)))
    return "\n".join([HEAD, _about(kept["about"]), *_bars(tables), *lines])


def told(cell: Cell) -> str:
    """A cell as it is shown: a number with two significant digits at least, and no more than it means."""
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    if cell == 0 or abs(cell) >= 10:
        return f"{cell:,.0f}"
    return f"{cell:.{max(0, 1 - math.floor(math.log10(abs(cell))))}f}"


def _about(about: Mapping[str, str]) -> str:
    return f"Measured on {about['machine']} with {about['python']} on {about['system']}.\n"


def _section(measured: Mapping[str, Any], table: Table) -> Iterator[str]:
    text = f"{table.text} Measured on {measured['date']} at {measured['commit']}."
    yield from (f"## {table.title}", "", textwrap.fill(text, 120, break_on_hyphens=False), "")
    yield from _rows(table.columns, table.rows)
    yield ""


def _bars(tables: Sequence[Table]) -> Iterator[str]:
    bars = [bar for table in tables for bar in table.bars]
    yield BARS
    yield from _rows(("of what", "bar", "figure", "holds"), [_bar(each) for each in bars])
    yield ""


def _bar(bar: Bar) -> tuple[str, ...]:
    way = "at least" if bar.least else "at most"
    unit = f" {bar.unit}" if bar.unit else ""
    bound, figure = f"{way} {bar.bound:g}{unit}", f"{told(bar.figure)}{unit}"
    return bar.what, bound, figure, "yes" if bar.holds else "**no**"


def _rows(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    numeric = [all(_figure(row[place]) for row in rows) for place in range(len(columns))]
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---:' if each else '---' for each in numeric)} |"
    yield from (f"| {' | '.join(map(told, row))} |" for row in rows)


def _figure(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell == MISSED
