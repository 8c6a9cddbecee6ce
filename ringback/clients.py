"""A user's command that is a client of a mock: run against it, within time, and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from contracts.errors import ContractError

_KEPT = 20_000
"""Bytes of what it has written last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a client has to know of a mock.

    Attributes:
        url: where the document's paths start, base path included.
        origin: scheme and authority alone.
        token: a credential for what wants a bearer token or an API key.
        email: who may log in; any name where the mock lets everybody.
        password: theirs.
        api_key: what API keys are, where that is not the token; empty for none.
    """

    url: str
    origin: str
    token: str = field(default="", repr=False)
    email: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    @property
    def words(self) -> Mapping[str, str]:
        """By what they are called in a command line, in braces."""
        return {
            "url": self.url,
            "origin": self.origin,
            "token": self.token,
            "email": self.email,
            "password": self.password,
            **({"api_key": self.api_key} if self.api_key else {}),
        }

    @property
    def environment(self) -> dict[str, str]:
        """By the variables of the environment that tell them."""
        return {f"RINGBACK_{name.upper()}": word for name, word in self.words.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command has ended.

    Attributes:
        code: its exit code; negative for a signal; None where it was stopped because it took too long.
        told: the same in words.
        output: what it wrote last, on standard error and standard output.
    """

    code: int | None
    told: str
    output: str


def run(command: Sequence[str], access: Access, seconds: float) -> Ended:
    """Run a command, with all that it starts, for so many seconds at most.

    Words such as ``{url}`` in it stand for what ``access`` says.

    Raises:
        ContractError: it cannot be run.
    """
    words = [_filled(word, access.words) for word in command]
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and the user named the command
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **access.environment},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            told = f"{command[0]}: the command could not be run: {why.lower()}"
            raise ContractError(told, hint="give a command that can be run from here, after --") from error
        code = _code(process, seconds)
        return Ended(code=code, told=_told(code, seconds), output=_last(output))


def _code(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Its exit code once it has ended, or None. Nothing that it has started is left running."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _told(code: int | None, seconds: float) -> str:
    if code is None:
        return f"it was still running after {seconds:g} seconds"
    if code >= 0:
        return f"exit code {code}"
    return f"ended by {signal.Signals(-code).name if -code in set(signal.Signals) else f'signal {-code}'}"


def _last(output: IO[bytes]) -> str:
    end = output.seek(0, os.SEEK_END)
    output.seek(max(0, end - _KEPT))
    return output.read().decode("utf-8", "replace").strip()


def _filled(word: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        word = word.replace(f"{{{name}}}", value)
    return word
