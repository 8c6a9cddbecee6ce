"""Measure everything that docs/performance.md tells, and write it anew: ``python -m benchmarks.performance``."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import platformdirs

from benchmarks.performance.page import rendered
from benchmarks.performance.tables import Places, installed

HOUSE = Path(__file__).parents[2]
SECTIONS = {
    "mock": "mocking",
    "stores": "stores",
    "console": "console",
    "load": "loading",
    "diff": "comparing",
    "pages": "pages",
    "test": "testing",
    "gateway": "gateway",
    "judge": "judging",
    "cluster": "sharing",
}
"""By name, the module that measures it, in the order of the page. Each is imported when its turn comes: processes that
are measured begin with the memory of the one that begins them."""


def main() -> int:
    """Measure, keep, write; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, separated by commas: %(default)s")
    parser.add_argument("--modules", type=Path, help="a node_modules that has what package.json lists")
    parser.add_argument("--seconds", type=float, default=Places.__dataclass_fields__["seconds"].default)
    parser.add_argument("--rounds", type=int, default=Places.__dataclass_fields__["rounds"].default)
    parser.add_argument("--stripe", type=Path, nargs="+", default=[], help="folders with other releases of Stripe's")
    parser.add_argument("--results", type=Path, default=HOUSE / "docs" / "performance.json")
    parser.add_argument("--page", type=Path, default=HOUSE / "docs" / "performance.md")
    parser.add_argument("--render", action="store_true", help="measure nothing, and write the page of what is kept")
    asked = parser.parse_args()
    kept = json.loads(asked.results.read_text("utf-8")) if asked.results.exists() else {"sections": {}}
    if not asked.render:
        kept = measured(asked, kept)
        asked.results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    asked.page.write_text(rendered(kept), "utf-8")
    return int("**no**" in rendered(kept))


def measured(asked: argparse.Namespace, kept: dict[str, Any]) -> dict[str, Any]:
    """The sections that are asked for, beside those that were kept."""
    modules = asked.modules or installed(Path(platformdirs.user_cache_dir("ringback")) / "performance")
    stripes = tuple(each.resolve() for each in asked.stripe)
    found = dict(kept["sections"])
    chosen = asked.only.split(",")
    if not SECTIONS.keys() >= set(chosen):
        raise SystemExit(f"sections are {', '.join(SECTIONS)}")
    for name in filter(chosen.__contains__, SECTIONS):
        begun, measuring = time.perf_counter(), import_module(f"benchmarks.performance.{SECTIONS[name]}")
        with tempfile.TemporaryDirectory() as folder:
            places = Places(modules.resolve(), Path(folder), asked.seconds, asked.rounds, stripes)
            tables = [table.kept() for table in measuring.tables(places)]
        found[name] = {"date": f"{datetime.now(UTC):%d %B %Y}", "commit": commit(), "tables": tables}
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return {"about": about(), "sections": {name: found[name] for name in SECTIONS if name in found}}


def commit() -> str:
    """What is measured."""
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HOUSE, capture_output=True, text=True)  # noqa: PLW1510, S607
    return told.stdout.strip() or "an installed state"


def about() -> dict[str, str]:
    """What it is measured on."""
    return {
        "machine": f"{len(_processors())} processors ({_processors()[0]})",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
    }


def _processors() -> list[str]:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return [line.partition(":")[2].strip() for line in lines if line.startswith("model name")] or ["unknown"]


if __name__ == "__main__":
    sys.exit(main())
