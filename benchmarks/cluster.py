"""What a second worker of Dask on this machine is good for: a matrix of 406 pairs, and a test run.

``python -m benchmarks.cluster`` (three minutes of two idle processors; ``--quick`` for a look at it). Workers are warm:
what they import is imported before time is taken, and the documents are not, because each worker reads them once in any
case. Beside the seconds stand those of processors: the busiest worker's say how far a ratio could go at best on a
machine that has nothing else to do, and tell whether work is dealt out evenly where it has.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.conformance.choices import Choices
from contracts.conformance.probes.selection import selected
from contracts.interrupts import interruptible
from contracts.runs.storing import stored
from ringback.aiming import Aim
from ringback.choosing import PHASES
from ringback.failing import Failing
from ringback.shards.cluster import connected, work
from ringback.shards.jobs import Job, Named
from ringback.shards.pairs import Pairs
from ringback.shards.runs import Run
from specs import catalog, load
from specs.options import DEFAULT

RELEASES = 29
WANTED = 1.6
API = "phonebridge-webapp"


@dataclass(frozen=True, slots=True)
class Took:
    """What a job took: seconds, those of all workers' processors, of the busiest worker's, and of this process'."""

    seconds: float
    workers: float
    busiest: float
    here: float
    outcome: object


def releases(folder: Path, count: int) -> list[str]:
    """Made-up releases that follow each other: the bundled ones, each changed a little, again and again."""
    known = [load(release.name).raw for release in catalog.select(API)]
    chance, made = random.Random(1), []
    for number in range(count):
        raw = copy.deepcopy(dict(known[number * len(known) // count]))
        raw["info"]["version"] = f"1.{number}"
        for schema in (raw.get("definitions") or raw["components"]["schemas"]).values():
            properties = schema.get("properties", {})
            for name in sorted(properties):
                if chance.random() < 0.08:
                    schema["required"] = sorted({*schema.get("required", ()), name})
                elif chance.random() < 0.08 and properties[name].get("type") == "string":
                    properties[name]["maxLength"] = chance.randrange(20, 200)
        file = folder / f"release-{number:02}.json"
        file.write_text(json.dumps(raw), encoding="utf-8")
        made.append(str(file))
    return made


def matrix(names: list[str]) -> Pairs:
    """All pairs of some documents."""
    documents = tuple(Named.of(load(name)) for name in names)
    return Pairs(series=tuple(names), documents=documents, options=DEFAULT)


def test(name: str, examples: int) -> Run:
    """A run against our own mock."""
    choices = Choices(seed=1, max_examples=examples, phases=PHASES, checks=selected((), ()))
    aim = Aim(url=None, application=None, allow_writes=False)
    return Run(spec=Named.of(load(name)), options=DEFAULT, aim=aim, choices=choices, failing=Failing(fail_on="error"))


def measured(job: Job, warm: list[Job], workers: int) -> Took:
    """A job on some workers, each of which has done every warm job before."""
    with interruptible() as asked, connected(f"local:{workers}", workers) as client:
        for each in warm:
            client.run(_all, each)
        before, here, began = client.run(time.process_time), time.process_time(), time.perf_counter()
        outcome = work(client, job, lambda *_: None, asked)
        seconds, own = time.perf_counter() - began, time.process_time() - here
        after = client.run(time.process_time)
    used = [after[worker] - before[worker] for worker in after]
    return Took(seconds, sum(used), max(used), own, _alike(outcome))


def _all(job: Job) -> None:
    for unit in range(job.units()):
        job.do(unit)


def _alike(outcome: Mapping[int, object]) -> object:
    """What was found, without times and ports: to be the same on any number of workers."""
    told = json.dumps(stored({str(unit): each for unit, each in sorted(outcome.items())}))
    found = json.loads(told)
    return {unit: _found(each) for unit, each in found.items()}


def _found(outcome: object) -> object:
    if isinstance(outcome, list):
        return outcome
    findings = outcome["findings"]  # type: ignore[index] # a test's
    return sorted((each["rule"], each["subject"], each["seen"]) for each in findings)


def rows(job: Job, warm: list[Job]) -> Iterator[tuple[str, ...]]:
    """The lines of a table: one worker, then two."""
    one, two = (measured(job, warm, workers) for workers in (1, 2))
    same = "the same" if one.outcome == two.outcome else "NOT THE SAME"
    for workers, took in ((1, one), (2, two)):
        yield (
            str(workers),
            f"{took.seconds:.1f}",
            f"{one.seconds / took.seconds:.2f}x",
            f"{took.workers:.1f}",
            f"{took.busiest:.1f}",
            f"{took.here:.1f}",
            f"{one.busiest / took.busiest:.2f}x",
            same if workers == 2 else "",
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Nine releases and few requests.")
    quick = parser.parse_args().quick
    count = 9 if quick else RELEASES
    print(f"{os.cpu_count()} cores; wanted from a second worker: {WANTED}x\n")
    head = ("workers", "seconds", "ratio", "CPU of workers", "busiest", "of the client", "at best", "found")
    with tempfile.TemporaryDirectory() as folder:
        names = releases(Path(folder), count)
        other = [release.name for release in catalog.select(API)][:3]
        jobs: dict[str, tuple[Job, list[Job]]] = {
            f"matrix of {count * (count - 1) // 2} pairs": (matrix(names), [matrix(other)]),
            f"test of {API}, {5 if quick else 20} examples": (
                test(f"{API}@1.3.8", 5 if quick else 20),
                [test("phonebridge-client@1.3.8", 1)],
            ),
        }
        for title, (job, warm) in jobs.items():
            print(f"## {title}: {job.units()} units\n")
            print(f"| {' | '.join(head)} |\n|{' ---: |' * len(head)}")
            for row in rows(job, warm):
                print(f"| {' | '.join(row)} |")
            print()


if __name__ == "__main__":
    main()
