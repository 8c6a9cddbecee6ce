"""What it costs to remember things elsewhere than in memory: each store's share of the requests a second, in one run.

python -m benchmarks.stores [--postgres URL] [--seconds N]

One mock for each store answers for the same small document; a PostgreSQL of its own is started unless the URL of a
database is given, which is left with what was made in it. The mocks take turns for some rounds of a few seconds, of
which the best counts. The rates are those of the clock on the wall, because a database works in a process of its own,
or waits for the disk: their ratios hold for this machine, and for nothing else that goes on at the time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.mock import Sent, exchange, free_port, ours, petstore, running
from tests.mockserver.postgres import postgres

ROUNDS, WARM_UP = 3, 0.3
PET = json.dumps({"name": "Rex"})
REQUESTS: dict[str, Sent] = {
    "list": ("GET", "/pets?limit=5", {}, None),
    "read": ("GET", "/pets/1", {}, None),
    "replace": ("PUT", "/pets/1", {}, PET),
    "create": ("POST", "/pets", {}, PET),
}
"""In this order: a list is the longer to read, the more was created before."""


@contextmanager
def databases(folder: Path, url: str | None) -> Iterator[dict[str, str]]:
    """The URLs of the stores; memory has none."""
    with contextlib.nullcontext(url) if url else postgres() as found:
        lite = f"sqlite:///{folder}"
        yield {
            "memory": "",
            "SQLite": f"{lite}/full.db",
            "SQLite, synchronous=normal": f"{lite}/normal.db?synchronous=normal",
            "PostgreSQL": found,
        }


def measured(ports: dict[str, int], request: Sent, seconds: float) -> dict[str, float]:
    """Requests a second of each store."""
    best = dict.fromkeys(ports, 0.0)
    for port in ports.values():
        exchange(port, WARM_UP, request)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            best[name] = max(best[name], exchange(port, seconds, request)["rate"])
    return best


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What each store costs beside memory.")
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        file = Path(name) / "pets.json"
        file.write_text(json.dumps(petstore()), "utf-8")
        ports: dict[str, int] = {}
        for store, url in stack.enter_context(databases(Path(name), given.postgres)).items():
            ports[store] = free_port()
            command = ours(file, ports[store], *(("--state", url) if url else ()))
            stack.enter_context(running(command, ports[store], "/pets"))
        print(f"{'':10}" + "".join(f"{store:>28}" for store in ports))
        for kind, request in REQUESTS.items():
            rates = measured(ports, request, given.seconds)
            told = (f"{rate:.0f} ({rate / rates['memory']:.2f})" for rate in rates.values())
            print(f"{kind:10}" + "".join(f"{each:>28}" for each in told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
