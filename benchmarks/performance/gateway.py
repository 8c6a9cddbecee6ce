"""What the gateway before a live account costs: requests a second of the same test, with it and without.

The server is our own mock in a process of its own, which answers within a millisecond; the test is the same in both,
and begins each time in a new process, as ``ringback test`` does. In each round there are four runs: with the gateway
and without, in an order that changes, of many examples and of few. What more examples take, divided by how many more
requests they are, is the cost of a request; what a run takes before and after its requests is its start. The
more they are the surer is the ratio: of 30 examples, a third of which only are what few are not, it was 0.71 to 1.01.

Rates by the clock are of a whole round, in which both have had the same machine. Those by the processor are requests a
second of the processor time of all processes together, the server's included: what one request after the other comes to
when nothing else wants the processor. The better of both ratios is held to the bar.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mock import free_port, ours, processor, running
from benchmarks.performance.tables import Bar, Cell, Places, Table
from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.conformance.run import run as direct
from contracts.findings import Report
from contracts.live.guard import Guard
from contracts.live.items import Items
from contracts.live.profile import Budget, Profile
from contracts.live.running import run as through
from specs import load

SPEC = "phonebridge-webapp@1.3.8"
EMAIL, PASSWORD = "max@example.org", "a-password-for-the-mock"
PHASES = ("coverage", "fuzzing")
UNBOUNDED = Budget(requests=10**9, seconds=1e9, per_second=1e9, at_once=8, megabytes=1e9, errors=10**9)
EXAMPLES, FEW, BAR = 150, 2, 0.85
WAYS = ("without", "with")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took.

    Attributes:
        cases: requests that were judged.
        seconds: by the clock, of the test without its start.
        whole: by the clock, from the start of the process to its end.
        processor: seconds, of all processes.
    """

    cases: float
    seconds: float
    whole: float
    processor: float

    def __sub__(self, other: Run) -> Run:
        return self._with(other, -1)

    def __add__(self, other: Run) -> Run:
        return self._with(other, 1)

    def _with(self, other: Run, sign: int) -> Run:
        mine, theirs = ((each.cases, each.seconds, each.whole, each.processor) for each in (self, other))
        return Run(*(one + sign * two for one, two in zip(mine, theirs, strict=True)))


NOTHING = Run(0, 0, 0, 0)


def tested(way: str, url: str, examples: int, seed: int) -> Report:
    """The report of a test of the mock, in this process or through the gateway."""
    document, credentials = load(SPEC), Credentials(identifier=EMAIL, password=PASSWORD)
    profile = Profile(name="mock", url=url, budget=UNBOUNDED)
    choices = Choices(seed=seed, max_examples=examples, phases=PHASES)
    if way == "with":
        with tempfile.TemporaryDirectory() as home:
            return through(document, profile, credentials, choices, home=Path(home)).report
    guard = Guard(document, Items(document, ""), profile, lambda _: False)
    without = frozenset(each.key for each in document.operations if guard.operation(each).rule)
    return direct(document, url, choices, credentials=credentials, gentle=True, without=without)


def measured(way: str, url: str, examples: int, seed: int, server: Callable[[], float]) -> Run:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.performance.gateway", way, url, str(examples), str(seed)]
    before, began = _children() + server(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    whole = time.perf_counter() - began
    told = json.loads(done.stdout)
    return Run(told["cases"], told["seconds"], whole, _children() + server() - before)


def _children() -> float:
    """Seconds of processor time of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rounds(count: int, examples: int) -> dict[str, tuple[Run, Run]]:
    """All runs of many examples, and of few, added up, by way."""
    port = free_port()
    url, account = f"http://127.0.0.1:{port}", ("--account", f"{EMAIL}:{PASSWORD}")
    found = dict.fromkeys(WAYS, (NOTHING, NOTHING))
    with running(ours(Path(SPEC), port, *account), port, "/api/version") as (process, _):
        for number in range(count):
            for way in WAYS if number % 2 else reversed(WAYS):
                many, few = (measured(way, url, each, number, lambda: processor(process)) for each in (examples, FEW))
                found[way] = (found[way][0] + many, found[way][1] + few)
    return found


def tables(places: Places) -> Iterator[Table]:
    """With the gateway and without."""
    rows: list[tuple[Cell, ...]] = []
    rates = {}
    for way, (many, few) in rounds(places.rounds, EXAMPLES).items():
        more = many - few
        rates[way] = more.cases / more.seconds, more.cases / more.processor
        rows.append((f"{way} the gateway", many.cases, *rates[way]))
    ratios = [one / other for one, other in zip(rates["with"], rates["without"], strict=True)]
    yield Table(
        title="The gateway before a live account",
        text="The same test of phonebridge's mock with the gateway and without, in turn: requests a second by "
        "the clock, and of the processor time of all processes together, server and engine included.",
        columns=("way", "requests", "a second by the clock", "by CPU"),
        rows=(*rows, ("ratio", None, *ratios)),
        bars=(Bar(what="requests/s with the gateway", figure=max(ratios), bound=BAR, least=True),),
    )


if __name__ == "__main__":
    way, url, examples, seed = sys.argv[1:]
    facts = tested(way, url, int(examples), int(seed)).facts
    print(json.dumps({"cases": facts["cases"], "seconds": facts["seconds"]}))
