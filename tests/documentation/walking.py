"""A page that is walked: its files are written and its commands typed, in order, as a reader would do it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from dataclasses import dataclass, field
from pathlib import Path

from shown_pages import HOUSE, commands, fences, is_shown

_DONE = "\x1e"
"""Begins the line that tells how a command ended."""
_READY = "ready: "
_LONGEST = 1200
"""Seconds after which a page hangs."""
_PORT = re.compile(r"(127\.0\.0\.1:|localhost:|--port )(\d{4})\b")
_THE_GATES = re.compile(r"python3\.11 -m venv \.venv && ")
"""Begins what the gate itself does before all tests (tests/test_house.py holds it to that), and is not done in one."""
READ_ONLY = frozenset({"text", "json", "http"})
"""Languages of blocks that are there to be read: what commands print, and what is said of it."""


class Terminal:
    """A shell that somebody types into."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """Open it in a folder."""
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            text=True,
            process_group=0,
        )

    def type(self, command: str, *, serves: bool) -> tuple[list[str], int | None]:
        """Type a command: what it prints, and how it ends; one that serves has not ended when it is ready."""
        shell = self._shell
        assert shell.stdin
        assert shell.stdout
        ended = "code=$?; printf '\\n" + _DONE + "%s\\n' $code; (exit $code)"
        shell.stdin.write(f"{{ {command}\n}} </dev/null\n{ended}\n")
        shell.stdin.flush()
        printed: list[str] = []
        for line in shell.stdout:
            if line.startswith(_DONE):
                return printed, int(line[1:])
            printed.append(line.rstrip("\n"))
            if serves and line.startswith(_READY):
                return printed, None
        return [*printed, "(the terminal was closed)"], shell.wait()

    def close(self) -> None:
        """End it, and all that was started in it."""
        with self._shell as shell:
            try:
                signal_group(shell, signal.SIGTERM)
            except ProcessLookupError:
                return
            assert shell.stdin
            shell.stdin.close()


def signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Send a signal to a process and to all that it started."""
    os.killpg(process.pid, number)


@dataclass(slots=True)
class Walk:
    """A page with free ports in place of those that it names."""

    folder: Path
    environment: dict[str, str]
    ports: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _terminals: list[Terminal] = field(default_factory=list)
    _busy: bool = True

    def page(self, page: Path) -> list[str]:
        """Do all that a page says; what was not as it is shown."""
        hanging = threading.Timer(_LONGEST, self._end)
        hanging.start()
        try:
            for block in fences(page):
                text = self._with_ports(block.text)
                if block.title:
                    written = self.folder / block.title
                    written.parent.mkdir(parents=True, exist_ok=True)
                    written.write_text(text, "utf-8")
                elif block.language == "console":
                    self._typed(text)
                elif block.language not in READ_ONLY:
                    self.wrong.append(f"a block of {block.language} that is neither a file nor typed: {text}")
        finally:
            hanging.cancel()
            self._end()
        return self.wrong

    def _end(self) -> None:
        for terminal in reversed(self._terminals):
            terminal.close()

    def _typed(self, text: str) -> None:
        typed = [each for each in commands(text) if not _THE_GATES.match(each[0])]
        for number, (command, shown) in enumerate(typed):
            serves = any(line.startswith(_READY) for line in shown)
            printed, code = self._terminal().type(command, serves=serves)
            self._busy = serves
            told = "\n".join(printed)
            if not is_shown(shown, printed):
                self.wrong.append(f"$ {command}\nis not as shown, but\n{told}")
            if serves and code is not None:
                self.wrong.append(f"$ {command}\nended ({code})\n{told}")
            asked = number + 1 < len(typed) and typed[number + 1][0] == "echo $?"
            if code and not asked and (code > 1 or not shown):
                self.wrong.append(f"$ {command}\nended with {code}\n{told}")

    def _terminal(self) -> Terminal:
        """The last one, unless something is served there: then another."""
        if self._busy:
            self._terminals.append(Terminal(self.folder, self.environment))
        return self._terminals[-1]

    def _with_ports(self, text: str) -> str:
        return _PORT.sub(lambda found: found[1] + self.ports.setdefault(found[2], _free_port()), text)


def _free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


def commands_of_this_checkout(folder: Path) -> Path:
    """A folder in which ``ringback``, ``python`` and ``pytest`` are those of this checkout and environment."""
    folder.mkdir()
    for name, words in {
        "ringback": ["-P", "-m", "ringback"],
        "pytest": ["-m", "pytest"],
        "python": [],
    }.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, *words])} "$@"\n', "utf-8")
        script.chmod(0o755)
    return folder


def python_path() -> str:
    """``PYTHONPATH`` with this checkout, and with what it needs for the environments that a page makes."""
    return os.pathsep.join([str(HOUSE), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
