"""Parts of a comparison in copies of the process: the same report, and none where a copy is not to be had."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from contracts.compat import aside

ALONE = r"""
import json, os, signal, time
from functools import partial
from contracts.compat import aside
from contracts.compat.compare import compare
from contracts.render.as_json import render
from specs.load import from_mapping

def document(kind, size):
    def answers(schema):
        return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    named = {"$ref": "#/components/schemas/Thing"}
    query = {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": size}}
    paths = {f"/{n}": {"get": {"parameters": [query], "responses": answers(named)}} for n in range(70)}
    paths |= {f"/own/{n}": {"get": {"responses": answers({"type": kind})}} for n in range(3)}
    schemas = {"Thing": {"type": "object", "properties": {"a": {"type": kind}}, "required": ["a"]}}
    return from_mapping({
        "openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": paths, "components": {"schemas": schemas}
    })

def fails():
    if os.getpid() != here:
        raise ValueError("in the copy")
    return "here"

def dies():
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return "here"

def busy(number):
    def task():
        time.sleep(0.01)
        return number, os.getpid() == here
    return task

def dies_on_some(number):
    def task():
        if number % 7 == 0 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number
    return task

here, used, start = os.getpid(), [], aside.aside
done = aside.shared([busy(number) for number in range(100)])
many = aside.shared([partial(int, number) for number in range(2500)])
aside.cores = lambda: 2
aside.aside = lambda work: used.append(1) or start(work)
reports = [
    render(compare(document("string", 9), document("integer", 8), two_processes=two)) for two in (False, True)
]
print(json.dumps({
    "elsewhere": start(os.getpid)() != here,
    "failed": start(fails)(),
    "died": start(dies)(),
    "used": len(used),
    "order": [number for number, _ in done] == list(range(100)) and many == list(range(2500)),
    "here": sum(at_home for _, at_home in done),
    "none": aside.shared([]),
    "lost": aside.shared([dies_on_some(number) for number in range(50)]) == list(range(50)),
    "findings": len(json.loads(reports[0])["findings"]),
    "same": reports[0] == reports[1],
}))
"""

LEFT = r"""
import sys, time
from contracts.compat import aside

def work():
    print("begun", flush=True)
    time.sleep(float(sys.argv[1]))
    return "x" * 10_000_000

try:  # the copy is at work before this process waits for it
    there = aside.aside(work)
    there()
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    """What a process without threads tells; those of the tests have some."""
    done = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout), errors=done.stderr)


def test_a_comparison_in_two_processes_comes_to_the_same_report(told: dict[str, object]) -> None:
    assert (told["used"], told["findings"], told["same"]) == (2, 73 + 1, True)


def test_pieces_of_work_are_shared_with_a_copy_and_come_back_in_order(told: dict[str, object]) -> None:
    assert (told["order"], told["none"]) == (True, [])
    assert 0 < int(str(told["here"])) < 100


def test_what_a_copy_took_with_it_is_done_here(told: dict[str, object]) -> None:
    assert told["lost"] is True


def test_work_is_done_in_a_copy_and_done_here_where_the_copy_comes_to_nothing(told: dict[str, object]) -> None:
    assert (told["elsewhere"], told["failed"], told["died"], told["errors"]) == (True, "here", "here", "")


def test_one_core_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert not aside.possible()


def test_threads_are_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert aside.possible() == hasattr(os, "fork")
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not aside.possible()


def left(seconds: float, end: Callable[[int], None]) -> tuple[str, str, float]:
    """What a process and its copy say when an end is put to it as soon as the copy is at work; seconds until both end.

    Args:
        seconds: that the copy works.
        end: is told the process, which leads a group of its own.
    """
    command = [sys.executable, "-c", LEFT, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0) as begun:
        assert begun.stdout is not None
        assert begun.stdout.readline() == "begun\n"
        end(begun.pid)
        start = time.monotonic()
        out, err = begun.communicate(timeout=60)  # until nobody can write any more
        return out, err, time.monotonic() - start


def test_who_is_interrupted_ends_the_copy_and_speaks_alone() -> None:
    out, err, seconds = left(50, lambda process: os.killpg(process, signal.SIGINT))
    assert (out, err) == ("interrupted\n", "")
    assert seconds < 30


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_copy_that_nobody_waits_for_ends_without_a_word(number: signal.Signals) -> None:
    out, err, _ = left(1, lambda process: os.kill(process, number))
    assert (out, err) == ("", "")
