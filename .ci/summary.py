"""Adds up what pytest wrote about its runs, and says it in a last plain line."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET


def counted(file: Path) -> Counter[str]:
    """Tests by how they ended."""
    counts: Counter[str] = Counter()
    for case in ET.parse(file).getroot().iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        kinds = {child.tag for child in case}
        counts["failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"] += 1
    return counts


def main(folder: Path) -> int:
    """Print a line for each run and the sum; 1 where nothing ran or something failed."""
    total: Counter[str] = Counter()
    for file in sorted(folder.glob("*/junit.xml")):
        counts = counted(file)
        total += counts
        sys.stdout.write(f"{file.parent.name}: {told(counts)}\n")
    sys.stdout.write(f"{told(total)}\n")
    return 0 if total["passed"] and not total["failed"] else 1


def told(counts: Counter[str]) -> str:
    """As pytest says it."""
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
