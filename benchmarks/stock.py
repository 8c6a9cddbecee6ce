"""Stock schemathesis by its own command line, in a process that has it imported already and forks for each run."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Self, cast

from contracts.conformance.auth import Session
from mockserver.mutants.host import MutableHost
from ringback.own_mock import Target
from specs.login import find_login
from specs.model import Document, SecurityScheme

PHASES = "examples,coverage,fuzzing,stateful"
_FAIR = """[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "410", "412", "423", "428", "429", "5xx"]
"""
"""What our own run takes for no refusal of a valid request, too: what tells of the state of things."""


class Forks:
    """Runs the command, one run at a time.

    Attributes:
        seconds: of the processor that all runs together have taken.
    """

    def __enter__(self) -> Self:
        """Start the process that forks."""
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        self.seconds = 0.0
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.communicate("")

    def found(
        self, file: Path, document: Document, target: Target, host: MutableHost, examples: int, slow: float | None
    ) -> str | None:
        """What it found first; None where it found nothing."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                told = credentials(document, target, host)
            except Exception as error:  # nobody could log in: that is noticed
                return f"{type(error).__name__}"
            (Path(folder) / "schemathesis.toml").write_text(told, encoding="utf-8")
            command = [
                "--config-file",
                "schemathesis.toml",
                "run",
                str(file),
                "--url",
                target.base_url,
                "--phases",
                PHASES,
            ]
            command += ["--checks", "all", "--max-examples", str(examples), "--seed", "1", "--max-failures", "1"]
            command += ["--max-response-time", str(slow)] if slow else []
            command += ["--suppress-health-check", "too_slow", "--workers", "1", "--no-color", "--no-shrink"]
            return self._run(command, folder)

    def _run(self, command: list[str], folder: str) -> str | None:
        into, back = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        into.write(json.dumps({"command": command, "folder": folder}) + "\n")
        into.flush()
        code, seconds = back.readline().split()
        self.seconds += float(seconds)
        text = (Path(folder) / "report.txt").read_text(encoding="utf-8", errors="replace")
        if int(code) == 0:
            return None
        lines = [line.strip() for line in text.splitlines() if line.strip().startswith("- ")]
        return lines[0] if lines else (text.strip().splitlines() or ["?"])[-1][:200]


def credentials(document: Document, target: Target, host: MutableHost) -> str:
    """Its configuration file, with what the mock takes for each scheme."""
    key = host.mocks[0].tokens.api_key
    login = find_login(document)
    told = target.credentials
    token = Session(document, target.base_url, told).token if login and told else key
    return "\n".join([_FAIR, *(_table(scheme, key, token) for scheme in document.security_schemes.values())])


def _table(scheme: SecurityScheme, key: str, token: str) -> str:
    values: dict[str, Any] = {"bearer": token}
    if scheme.kind == "http" and scheme.scheme == "basic":
        values = {"username": "mock", "password": key}
    elif scheme.kind == "apiKey":
        values = {"api_key": f"Bearer {token}" if scheme.bearer else key}
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join([f"[auth.openapi.{json.dumps(scheme.name)}]", *lines, ""])


def _import_all(package: ModuleType) -> None:
    """Import what is in a package, so that no run has to."""
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        with suppress(ImportError):
            importlib.import_module(each.name)


def fork() -> None:
    """Read commands, one a line, and answer each with its exit code."""
    import schemathesis.cli
    from hypothesis.internal.charmap import categories

    _import_all(schemathesis)
    categories()  # reads a table of all characters
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            os.chdir(told["folder"])
            report = os.open("report.txt", os.O_WRONLY | os.O_CREAT)
            os.dup2(report, 1)
            os.dup2(report, 2)
            code: Any = 3
            try:
                schemathesis.cli.schemathesis.main(told["command"], prog_name="st")
            except SystemExit as end:
                code = end.code or 0
            finally:
                sys.stdout.flush()
                os._exit(code if isinstance(code, int) else 3)
        _, status, used = os.wait4(child, 0)
        print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, flush=True)


if __name__ == "__main__":
    fork()
