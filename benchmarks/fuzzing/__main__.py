"""Sends raw requests, most of them wrong, to the server's code and to real servers, and counts what came of them.

python -m benchmarks.fuzzing [--requests N] [--sockets N] [--seed N] [--results FILE]

Valid requests to two documents are changed by grammar and by bytes; what brings an answer that was not seen before in a
batch is changed further. Most go through the server's own code in this process, some over sockets to a mock and to a
proxy before it. A batch follows from the seed and its number alone, and is a line in FILE: what is there is not done
again. Exit code: 0 when nothing crashed, hung, leaked a traceback or answered what is not HTTP, 1 else.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import specs
from benchmarks.fuzzing.answers import Read
from benchmarks.fuzzing.inside import Inside
from benchmarks.fuzzing.mutants import Mutant, Raw, mutant, seeds
from benchmarks.fuzzing.outside import serving
from specs.line_files import LineFile

DOCUMENTS = ("phonebridge-webapp@1.3.8", "tests/mockserver/data/stories/nested.yaml")
BATCH = 2_000
_NUMBERS = re.compile(r"[0-9]+")
_MOST_SHOWN = 20
_LARGEST = 16 * 1024
"""Bytes of a mutant that is changed further."""
Try = Callable[[Mutant], Read]


def main() -> int:
    """Run it; the exit code."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--sockets", type=int, default=50_000, help="so many of them over sockets")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked.add_argument("--results", type=Path, default=Path("fuzzing.jsonl"))
    options = asked.parse_args()
    sys.stdout.write(f"seed {options.seed}, results in {options.results}\n")
    done = _done(options.results, options.seed)
    results = LineFile(options.results)
    for line in _batches(options, done):
        results.add(json.dumps(line).encode())
        done[line["batch"]] = line
        if line["wrong"]:
            sys.stdout.write(f"{line['batch']}: {line['wrong'][0]['why']}\n")
    told = summed_up(list(done.values()))
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return int(bool(told["wrong"]))


def summed_up(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What came of all batches."""
    statuses: Counter[str] = Counter()
    for line in lines:
        statuses.update(line["statuses"])
    return {
        "dates": sorted({line["date"] for line in lines}),
        "commits": list(dict.fromkeys(line["commit"] or "one that was not noted" for line in lines)),
        "seeds": sorted({line["seed"] for line in lines}),
        "requests": {way: sum(each["requests"] for each in lines if each["way"] == way) for way in _ways(lines)},
        "cpu": {way: round(sum(each["cpu"] for each in lines if each["way"] == way), 1) for way in _ways(lines)},
        "statuses": dict(sorted(statuses.items())),
        "kinds of answers": len({kind for line in lines for kind in line["kinds"]}),
        "wrong": [each for line in lines for each in line["wrong"]][:_MOST_SHOWN],
    }


def _ways(lines: list[dict[str, Any]]) -> list[str]:
    return sorted({line["way"] for line in lines})


def _done(results: Path, seed: int) -> dict[str, dict[str, Any]]:
    if not results.exists():
        return {}
    LineFile(results).close()  # what a crash has left of a line goes
    lines = map(json.loads, results.read_text("utf-8").splitlines())
    return {line["batch"]: line for line in lines if line["seed"] == seed}


def _batches(options: argparse.Namespace, done: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What came of each batch that is not done yet."""
    for number, name in enumerate(DOCUMENTS):
        document = specs.load(name)
        known = seeds(document, random.Random(options.seed))
        within = (options.requests - options.sockets) // len(DOCUMENTS)
        if options.sockets:
            with ExitStack() as stack:
                servers = stack.enter_context(serving(document))
                for way, server in servers.items():
                    some = options.sockets // len(DOCUMENTS) // len(servers)
                    tried = server.tried
                    yield from _of(f"{way} {number}", f"sockets, {way}", some, options.seed, known, lambda: tried, done)  # noqa: B023
        inside = Inside(document)

        def fresh(inside: Inside = inside) -> Try:
            inside.begin_anew()
            return inside.tried

        yield from _of(f"inside {number}", "in process", within, options.seed, known, fresh, done)


def _of(
    name: str, way: str, count: int, seed: int, known: list[Raw], fresh: Callable[[], Try], done: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    for number in range(-(-count // BATCH)):
        batch = f"{name} {number}"
        if batch not in done:
            size = min(BATCH, count - number * BATCH)
            told = _batch(random.Random(f"{seed} {batch}"), size, known, fresh())
            yield {
                "batch": batch,
                "way": way,
                "seed": seed,
                "date": time.strftime("%Y-%m-%d"),
                "commit": _COMMIT,
                **told,
            }


def _batch(chance: random.Random, size: int, known: list[Raw], tried: Try) -> dict[str, Any]:
    pool, met = list(known), set[str]()
    statuses: Counter[str] = Counter()
    wrong = []
    start = time.process_time()
    for _ in range(size):
        raw, made = mutant(pool, chance)
        found = tried(made)
        statuses.update(map(str, found.statuses or ("none",)))
        if found.wrong:
            wrong.append({"why": found.wrong, "wire": [base64.b64encode(piece).decode() for piece in made.pieces]})
        kind = f"{found.statuses} {_NUMBERS.sub('', found.wrong)[:60]} {raw.method!r}"
        if kind not in met:
            met.add(kind)
            if len(raw.wire) < _LARGEST:
                pool.append(raw)
    return {
        "requests": size,
        "cpu": round(time.process_time() - start, 2),
        "statuses": dict(statuses),
        "kinds": sorted(met),
        "wrong": wrong[:_MOST_SHOWN],
    }


def _commit() -> str:
    import subprocess

    told = ("git", "rev-parse", "--short", "HEAD")
    return subprocess.run(told, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


_COMMIT = _commit()

if __name__ == "__main__":
    os.nice(5)
    sys.exit(main())
