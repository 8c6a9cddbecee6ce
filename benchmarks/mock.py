"""Servers in processes of their own, and the load that is sent to them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONNECTIONS, PATIENCE = 8, 180.0


class NotAnsweredError(Exception):
    """A server answers a valid request with something else than success."""


Sent = tuple[str, str, dict[str, str], str | None]
"""Method, path, header fields and body."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, path: str, patience: float = PATIENCE
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A server, and the seconds until its first answer."""
    begun = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=HERE.parent, **quiet) as process:  # type: ignore[call-overload]  # noqa: S603
        try:
            while not answers(port, path, patience):
                if process.poll() is not None or time.perf_counter() - begun > patience:
                    raise NotAnsweredError(f"it did not come up: {' '.join(command)}")
                time.sleep(0.005)
            yield process, time.perf_counter() - begun
        finally:
            process.send_signal(signal.SIGKILL)


def answers(port: int, path: str, patience: float = PATIENCE) -> bool:
    """Whether there is an answer, whatever it says."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=patience).read()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes that a process holds now."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return int(told.stdout) / 1024


def token(port: int) -> str:
    """One that our mock has issued; anything where it has no use for tokens."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/__ringback/tokens", b"{}", {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - loopback
            return str(json.load(response)["token"])
    except urllib.error.HTTPError:
        return "token"


def processor(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that a process has had, all of its threads together."""
    after_name = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def exchange(port: int, seconds: float, request: Sent) -> dict[str, Any]:
    """What another process sends and gets."""
    command = [sys.executable, str(HERE / "wire.py"), str(port), str(seconds), str(CONNECTIONS)]
    done = subprocess.run(command, input=json.dumps([request]), capture_output=True, text=True, check=True)  # noqa: S603
    measured: dict[str, Any] = json.loads(done.stdout)
    if any(not status.startswith("2") for status in measured["statuses"]):
        raise NotAnsweredError(f"not all went well: {measured['statuses']} of {request[:2]}")
    return measured


def answer(port: int, request: Sent) -> tuple[int, Any]:
    """The status and the JSON of one answer."""
    method, path, headers, body = request
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers)
    if body is not None:
        sent.data = body.encode()
    with urllib.request.urlopen(sent) as response:  # noqa: S310 - loopback
        return response.status, json.load(response)


def ours(file: Path, port: int, *more: str) -> list[str]:
    """The command of the mock."""
    return [
        sys.executable,
        "-P",
        "-m",
        "ringback",
        "mock",
        str(file),
        "--port",
        str(port),
        "-q",
        "--dynamic",
        "--items",
        "3",
        *more,
    ]
