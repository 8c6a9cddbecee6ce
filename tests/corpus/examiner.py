"""Examines documents in another process, which may crash or run for too long without harm."""

from __future__ import annotations

import gzip
import json
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("examination.py")
FRESH_AFTER = 50
"""Documents that one process reads, so that none suffers from what another left behind."""


class Examiner:
    """Asks for the examination of one document after another; starts the process anew where it has to."""

    def __init__(self, folder: Path) -> None:
        """Args: folder, for what has to be unpacked."""
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._answered = 0

    def examine(self, path: Path, *, operations: int, whole: bool = True, seconds: float = 900) -> dict[str, Any]:
        """The report of ``examination.py``, or ``{"crashed": …}`` where none came within so many seconds."""
        process = self._ready()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps([str(self._plain(path)), operations, whole]) + "\n")
        process.stdin.flush()
        within, _, _ = select.select([process.stdout], [], [], seconds)
        line = process.stdout.readline() if within else ""
        if line:
            self._answered += 1
            report: dict[str, Any] = json.loads(line)
            return report
        self.close()
        return {"crashed": f"exit code {process.returncode}" if within else f"no answer within {seconds} seconds"}

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def _ready(self) -> subprocess.Popen[str]:
        if self._process and self._answered >= FRESH_AFTER:
            self.close()
        if self._process is None:
            self._answered = 0
            self._process = subprocess.Popen(
                [sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self._process

    def _plain(self, path: Path) -> Path:
        if path.suffix != ".gz":
            return path
        unpacked = self._folder / path.stem
        unpacked.write_bytes(gzip.decompress(path.read_bytes()))
        return unpacked
