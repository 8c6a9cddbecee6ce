"""The table of ``docs/mutation.md``, from what ``benchmarks.mutation`` has judged.

python -m benchmarks.mutation_table OURS.jsonl... -- STOCK.jsonl...
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mockserver.mutants.values import Family

Judged = Mapping[tuple[str, str], Mapping[str, Any]]


def read(paths: Iterable[str]) -> Judged:
    """What was judged, by document and fault; of two judgements the later one."""
    lines = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return {(each["document"], each["mutant"]): each for each in lines}


def row(name: str, ours: Judged, stock: Judged, keys: Iterable[tuple[str, str]]) -> str:
    """Of some faults: how many there are, how many were shown to either, and what each of both found."""
    both = list(keys)
    shown = [each for each in both if ours[each]["reached"] or stock[each]["reached"]]
    kinds = {ours[each]["kind"] for each in shown}
    found = [sum(_noticed(judged[each]) for each in shown) for judged in (ours, stock)]
    shares = [f"{count} ({100 * count // len(shown)} %)" if shown else "-" for count in found]
    return f"| {name} | {len(both)} | {len(kinds)} | {len(shown)} | {' | '.join(shares)} |"


def _noticed(judged: Mapping[str, Any]) -> bool:
    """Whether the fault itself was: what was found without it was something else."""
    return bool(judged["reached"] and judged["found"])


def main() -> None:
    """Print the table, and what ours did not find."""
    at = sys.argv.index("--")
    ours, stock = read(sys.argv[1:at]), read(sys.argv[at + 1 :])
    keys = sorted(ours.keys() & stock.keys())
    print("| family | faults | kinds shown | shown | `ringback test` | stock schemathesis |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for family in Family:
        print(row(f"`{family}`", ours, stock, [each for each in keys if ours[each]["family"] == family]))
    print(row("**all**", ours, stock, keys))
    for each in keys:
        if not _noticed(ours[each]):
            told = "shown" if ours[each]["reached"] or stock[each]["reached"] else "not shown"
            print(told, *each, file=sys.stderr)


if __name__ == "__main__":
    main()
