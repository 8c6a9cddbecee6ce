"""The table of ``docs/mutation.md``, from what ``benchmarks.mutation`` has judged.

python -m benchmarks.mutation_table RESULTS
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.mutants.values import Family

BOTH = ("ours", "stock")
Fault = Mapping[str, Mapping[str, Any]]
"""What was judged of one fault, by who has."""
_HEAD = (
    "| family | faults | kinds | shown | `ringback test` | stock schemathesis |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
)


def results(path: Path) -> list[dict[str, Any]]:
    """What was judged already."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def faults(path: Path) -> list[Fault]:
    """The faults that both have tested."""
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for each in results(path):
        found.setdefault((each["document"], each["mutant"]), {})[each["who"]] = each
    return [each for each in found.values() if each.keys() >= set(BOTH)]


def shown(fault: Fault) -> bool:
    """Whether a fault counts: it was shown to one of both at least."""
    return any(fault[who]["reached"] for who in BOTH)


def noticed(fault: Fault, who: str) -> bool:
    """Whether somebody has noticed a fault: something was found, after it had been shown."""
    return bool(fault[who]["reached"] and fault[who]["found"])


def table(path: Path) -> str:
    """Family by family, and below it what our test has not noticed, and what was not shown."""
    there = faults(path)
    rows = [_row(f"`{family}`", [each for each in there if each["ours"]["family"] == family]) for family in Family]
    spent = sum(each[who]["seconds"] for each in there for who in BOTH)
    lines = [*_HEAD, *rows, _row("**all**", there), "", f"{spent / 60:.0f} minutes of a processor", *_missed(there)]
    return "\n".join(lines)


def _row(name: str, those: Sequence[Fault]) -> str:
    """Of some faults: how many there are, how many were shown to either, and what each of both found."""
    seen = [each for each in those if shown(each)]
    kinds = {each["ours"]["kind"] for each in seen}
    found = [sum(noticed(each, who) for each in seen) for who in BOTH]
    shares = [f"{count} ({100 * count // len(seen)} %)" if seen else "-" for count in found]
    return f"| {name} | {len(those)} | {len(kinds)} | {len(seen)} | {' | '.join(shares)} |"


def _missed(there: Sequence[Fault]) -> Iterator[str]:
    for each in there:
        if not noticed(each, "ours"):
            how = "survived" if shown(each) else "not shown"
            yield f"{how}: {each['ours']['document']} {each['ours']['mutant']}"


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
