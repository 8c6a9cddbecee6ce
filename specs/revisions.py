"""Files as they were at a revision of the Git repository around the current folder: ``main:openapi.yaml``."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SECONDS = 30
_GIT = ("git", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit.

    Attributes:
        name: what the user calls it, such as ``main`` or ``HEAD~1``.
        commit: its whole hash, so that a branch that moves does not mix two states.
        top: the root of the working tree.
    """

    name: str
    commit: str
    top: Path

    def read(self, path: str, limit: int) -> bytes:
        """A file of the revision, by its path from the root; of more than ``limit`` bytes, one more is given.

        Filters and text conversions of the repository are not run.

        Raises:
            FileNotFoundError: it has none there; a folder is none.
        """
        # cat-file, unlike show, knows of no conversion; the path is part of the object's name and never an option.
        command = [*_GIT, "cat-file", "blob", f"{self.commit}:{path}"]
        with subprocess.Popen(  # noqa: S603 - no shell, and the user named the revision
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            content = process.stdout.read(limit + 1) if process.stdout else b""
            if len(content) > limit:
                process.kill()
                return content
        if process.returncode:
            raise FileNotFoundError(path)
        return content


def parse(name: str) -> tuple[Revision, str] | None:
    """The revision and the path that a name such as ``main:specs/api.yaml`` means.

    Returns:
        The revision and the path from the root of the repository (``./api.yaml`` is taken from the current folder, as
        Git does); None where the name has another form, or there is no such revision.
    """
    revision, colon, path = name.partition(":")
    if not (colon and revision and path) or revision.startswith("-") or _DRIVE.match(name) or "\0" in name:
        return None
    commit = _told("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    top, prefix = (_told("rev-parse", "--show-toplevel"), _told("rev-parse", "--show-prefix")) if commit else ("", "")
    if not commit or not top:
        return None
    if path.startswith(("./", "../")):
        path = posixpath.join(prefix or "", path)
    return Revision(revision, commit, Path(top)), posixpath.normpath(path)


def _told(*arguments: str) -> str | None:
    """What Git answers to a question; None where it has no answer, or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            [*_GIT, *arguments], capture_output=True, timeout=_SECONDS, check=False, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}
