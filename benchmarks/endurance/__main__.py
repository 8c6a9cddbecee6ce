"""An hour of mixed load on a real mock and on a real proxy before it, and what became of memory and state.

python -m benchmarks.endurance [--warm-up N] [--minutes N] [--share PART] [--seed N] [--results FILE]

The mock watches its document, which is touched and changed again and again; one client is at the mock itself, half of
it through the proxy, others are each in sessions of their own; one has the console's journal open as a browser has it.
Each knows what is to be there. While processes get warm, clients ask as fast as they can: what the allocator leaves
between things that stay takes some hundred thousand requests until it is as much as it gets. From then on the load
takes a share of one processor, all processes together. Exit code: 0 when memory stayed within five percent after the
warm-up, nothing was lost and no failure came that was not asked for, 1 else.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import specs
from benchmarks.endurance.clients import CONTROL, Line, Tally, World
from benchmarks.endurance.memory import flat, resident, spent
from benchmarks.mock import free_port

DOCUMENT = "phonebridge-client@1.3.8"
FLAT = 5.0
"""Percent that memory may grow."""
_SESSIONS = 3
"""Clients that are in sessions."""


def main() -> int:
    """Run it; the exit code."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--warm-up", type=float, default=10, help="minutes before those")
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--share", type=float, default=0.33, help="of one processor, for all processes together")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked.add_argument("--results", type=Path)
    options = asked.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "api.json"
        file.write_text(json.dumps(specs.load(DOCUMENT).raw), "utf-8")
        mock = started(stack, "mock", str(file), "--watch", "--seed", "1")
        proxy = started(stack, "proxy", str(file), "--upstream", mock[1])
        told = endured(file, mock, proxy, options)
    text = json.dumps(told, indent=2)
    sys.stdout.write(text + "\n")
    if options.results:
        options.results.write_text(text + "\n", "utf-8")
    grown = [name for name, each in told["memory"].items() if each["growth"] > FLAT]
    return int(bool(grown or told["wrong"]))


def started(stack: ExitStack, *arguments: str) -> tuple[int, str]:
    """A process that serves until the stack is closed, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "ringback", *arguments, "-q", "--port", str(port)]
    process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))  # noqa: S603 - our own
    stack.callback(process.terminate)
    if process.stderr is None or not (line := process.stderr.readline()).startswith("ready: "):
        raise SystemExit(f"ringback {arguments[0]} did not start: {line}")
    threading.Thread(target=_passed_on, args=(process.stderr,), daemon=True).start()
    return process.pid, line.split()[1]


def _passed_on(lines: Any) -> None:
    for line in lines:
        sys.stderr.write(line)


def endured(file: Path, mock: tuple[int, str], proxy: tuple[int, str], options: argparse.Namespace) -> dict[str, Any]:
    """What came of the load."""
    tally, chance, commit = Tally(), random.Random(options.seed), _commit()
    stopped = threading.Event()
    processes = {"mock": mock[0], "proxy": proxy[0]}
    begun, cpu = time.monotonic(), _spent(processes)
    pace = _Pace(processes)
    jobs: list[Callable[[], None]] = [
        _at_the_mock(mock[1], proxy[1], tally, random.Random(chance.random())),
        *(_in_sessions(mock[1], each, tally, random.Random(chance.random())) for each in range(_SESSIONS)),
        _with_the_console_open(mock[1], tally),
        _changing(file, tally),
    ]
    threads = [threading.Thread(target=_repeated, args=(job, stopped, pace, tally)) for job in jobs]
    for each in threads:
        each.start()
    times: list[float] = []
    sizes: dict[str, list[float]] = {name: [] for name in processes}
    warm, length = options.warm_up * 60, options.minutes * 60
    while (now := time.monotonic() - begun) < warm + length:
        if now >= warm:
            pace.hold(options.share)
        stopped.wait(min(10.0, length / 60))
        times.append(round(time.monotonic() - begun, 1))
        for name, process in processes.items():
            sizes[name].append(round(resident(process), 2))
    stopped.set()
    for each in threads:
        each.join()
    first = bisect(times, warm)
    return {
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit,
        "seed": options.seed,
        "warm-up": options.warm_up,
        "minutes": options.minutes,
        "requests": tally.requests,
        "done": dict(tally.done.most_common()),
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "failures asked for": tally.asked_for,
        "wrong": dict(tally.wrong),
        "cpu": round(_spent(processes) - cpu, 1),
        "memory": {name: asdict(flat(times[first:], sizes[name][first:])) for name in processes},
        "samples": {"seconds": times, **sizes},
    }


def _commit() -> str:
    told = ("git", "rev-parse", "--short", "HEAD")
    done = subprocess.run(told, capture_output=True, text=True, check=False)  # noqa: S603 - no word of anybody else's
    return done.stdout.strip()


def _spent(processes: dict[str, int]) -> float:
    return sum(map(spent, processes.values())) + time.process_time()


class _Pace:
    """Holds clients back, so that all processes together take a share of one processor; at first it does not."""

    def __init__(self, processes: dict[str, int]) -> None:
        self._processes, self._share = processes, 0.0
        self._start, self._spent, self._count = 0.0, 0.0, 0
        self._lock, self._pause = threading.Lock(), 0.0

    def hold(self, share: float) -> None:
        """Do so from now on."""
        with self._lock:
            if not self._share:
                self._start, self._spent, self._share = time.monotonic(), _spent(self._processes), share

    def wait(self, stopped: threading.Event) -> None:
        """Wait as long as it takes, the same for every client."""
        with self._lock:
            self._count += 1
            if self._share and self._count % 50 == 0:
                ahead = (_spent(self._processes) - self._spent) / self._share - (time.monotonic() - self._start)
                self._pause = max(0.0, min(1.0, self._pause + (0.002 if ahead > 0 else -0.002)))
        stopped.wait(self._pause)


def _repeated(job: Callable[[], None], stopped: threading.Event, pace: _Pace, tally: Tally) -> None:
    while not stopped.is_set():
        try:
            job()
        except Exception as error:
            tally.wrong[f"{type(error).__name__}: {error}"[:200]] += 1
            stopped.wait(1)
        pace.wait(stopped)


def _at_the_mock(mock: str, proxy: str, tally: Tally, chance: random.Random) -> Callable[[], None]:
    return World([Line(mock), Line(proxy)], Line(mock), "", tally, chance).act


def _in_sessions(url: str, number: int, tally: Tally, chance: random.Random) -> Callable[[], None]:
    """Be in a session for some requests, end it, and open the next."""
    line, opened = Line(url), 0
    world, left = None, 0

    def act() -> None:
        nonlocal world, left, opened
        if not left or world is None:
            if world is not None:
                world.command("DELETE", f"/sessions/{world.session}")
            opened, left = opened + 1, chance.randrange(50, 400)
            world = World([line], line, f"client-{number}-{opened}", tally, chance)
            tally.done["session"] += 1
        left -= 1
        world.act()

    return act


def _with_the_console_open(url: str, tally: Tally) -> Callable[[], None]:
    line, last = Line(url), "0"

    def act() -> None:
        nonlocal last
        answer = line.ask("GET", f"{CONTROL}/console/journal/events", None, {"Last-Event-ID": last})
        tally.statuses[answer.status] += 1
        tally.done["console's events"] += 1
        if answer.status != 200 or "event-stream" not in answer.kind:
            tally.wrong[f"console's events: {answer.status} {answer.kind}"] += 1
        found = [each for each in answer.body.decode().splitlines() if each.startswith("id: ")]
        last = found[-1].removeprefix("id: ") if found else last
        for page in ("", "journal", "state", "behaviour"):
            tally.statuses[line.ask("GET", f"{CONTROL}/console/{page}".removesuffix("console/")).status] += 1
        time.sleep(1)

    return act


def _changing(file: Path, tally: Tally) -> Callable[[], None]:
    """Save the document, sometimes with another text in it, some times a minute."""
    raw, number = json.loads(file.read_bytes()), 0

    def act() -> None:
        nonlocal number
        number += 1
        raw["info"]["description"] = f"Saved {number // 2} times."
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(raw), "utf-8")
        beside.replace(file)
        tally.done["document saved"] += 1
        time.sleep(8)

    return act


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main())
