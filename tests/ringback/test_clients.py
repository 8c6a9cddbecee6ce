"""Commands that are clients of a mock."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from contracts.errors import ContractError
from ringback.clients import Access, Ended, run

ACCESS = Access(
    url="http://h/api", origin="http://h", token="t0ken", api_key="k3y", email="me@example.org", password="s3cret"
)


def ran(script: str, *words: str, seconds: float = 60) -> Ended:
    return run([sys.executable, "-c", script, *words], ACCESS, seconds)


def test_what_it_has_to_know_is_in_its_environment_and_in_its_words() -> None:
    script = "import os, sys; print(os.environ['RINGBACK_URL'], os.environ['RINGBACK_TOKEN'], *sys.argv[1:])"
    ended = ran(script, "{origin}/x", "{email}", "{password}", "{api_key}", "{other}")
    assert ended.output == "http://h/api t0ken http://h/x me@example.org s3cret k3y {other}"
    assert (ended.code, ended.told) == (0, "exit code 0")


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("raise SystemExit(3)", 3, "exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15, "ended by SIGTERM"),
        ("print('started', flush=True); __import__('threading').Event().wait()", None, "it was"),
    ],
)
def test_how_it_ended_is_told(script: str, code: int | None, told: str) -> None:
    ended = ran(script, seconds=0.5 if code is None else 60)
    assert ended.code == code
    assert ended.told.startswith(told)


def test_nothing_that_it_has_started_is_left_running(tmp_path: Path) -> None:
    pipe = tmp_path / "held"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    inner = f"import threading; held = open({str(pipe)!r}, 'w'); print(flush=True); threading.Event().wait()"
    script = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {inner!r}], stdout=subprocess.PIPE)"
    try:
        assert ran(f"{script}.stdout.readline()").code == 0
        assert select.select([reader], [], [], 30)[0], "the child still holds the pipe"
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)


@pytest.mark.parametrize("command", [["no-such-command-here"], ["/"], ["a\0b"]])
def test_one_that_cannot_be_run_is_told(command: list[str]) -> None:
    with pytest.raises(ContractError, match="could not be run"):
        run(command, ACCESS, 1)
