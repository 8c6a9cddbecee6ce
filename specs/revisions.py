"""Files as they were at a revision of the Git repository around the current folder: ``main:openapi.yaml``.

Git is asked without a shell, by commands that run nothing of the repository's: no conversion, hook, pager or transport.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from specs.errors import SpecError

if TYPE_CHECKING:
    import subprocess

_FORM = re.compile(r"((?:[^:{\0]|\{[^}\0]*\})+):([^\0]+)", re.DOTALL)
"""A revision may hold a colon in braces only: ``HEAD^{/fix: names}``. Source: gitrevisions(7)."""
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SECONDS = 30
_TAGS = "refs/tags"
_GIT = ("git", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, or before the first one the empty tree.

    Attributes:
        name: what the user calls it, such as ``main`` or ``HEAD~1``.
        commit: its whole hash, so that a branch that moves does not mix two states.
        top: the root of the working tree; of the repository where it has none.
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
        import subprocess

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

    def has(self, path: str) -> bool:
        """Whether it has a file of that path from the root."""
        return asked("cat-file", "-t", f"{self.commit}:{path}") == "blob"

    def files(self) -> tuple[str, ...]:
        """The paths of all files of the revision, from the root, in Git's order."""
        told = asked("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit) or ""
        return tuple(told.split("\0")[:-1])


def parse(name: str) -> tuple[Revision, str] | None:
    """The revision and the path that a name such as ``main:specs/api.yaml`` means.

    Returns:
        The revision and the path from the root of the repository (``./api.yaml`` is taken from the current folder, as
        Git does); None where the name has another form, or there is no such revision.
    """
    split = _split(name)
    found = _find(split[0]) if split else None
    if split is None or found is None:
        return None
    path = split[1]
    if path.startswith(("./", "../")):
        path = posixpath.join(asked("rev-parse", "--show-prefix") or "", path)
    return found, posixpath.normpath(path)


def why_not(name: str) -> tuple[str, str] | None:
    """Why a name leads to no revision, and what to do; None where it is not written as one, or there is one."""
    split = _split(name)
    return _why_no_revision(split[0]) if split and not _find(split[0]) else None


def at(revision: str, path: str) -> str:
    """The name of a file, or of a pattern of files, of the working tree at a revision: ``main:specs/api.yaml``.

    Raises:
        SpecError: there is no such revision, or the file is not in the repository around the current folder.
    """
    found = _find(revision)
    if found is None:
        told, hint = _why_no_revision(revision)
        raise SpecError(told, source=revision, hint=hint)
    top = found.top.resolve()
    whole = Path(os.path.normpath(Path(path).parent.resolve() / Path(path).name))
    if not whole.is_relative_to(top):
        hint = "run it in the folder of that repository"
        raise SpecError(f"is not in the Git repository around the current folder, {top}", source=path, hint=hint)
    return f"{revision}:{whole.relative_to(top).as_posix()}"


def history(name: str) -> Iterator[str]:
    """The names of a file at the tags before a revision, the latest first; without tags, wherever it was changed.

    Args:
        name: of the file at the revision; one of another form has no history.
    """
    found = parse(name)
    if found is None:
        return
    revision, path = found
    told = asked("for-each-ref", "--merged", revision.commit, "--sort=-creatordate", "--format=%(refname:short)", _TAGS)
    for each in (told or asked("log", "--format=%H", revision.commit, "--", f":(top,literal){path}") or "").split():
        if Revision(each, each, revision.top).has(path):
            yield f"{each}:{path}"


def _split(name: str) -> tuple[str, str] | None:
    form = None if _DRIVE.match(name) or name.startswith(("-", "http://", "https://")) else _FORM.fullmatch(name)
    return (form[1], form[2]) if form else None


def _find(name: str) -> Revision | None:
    if name.startswith("-") or "\0" in name:
        return None
    commit = asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = commit or (_nothing_yet() if name == "HEAD" else None)
    if not commit:
        return None
    top = asked("rev-parse", "--show-toplevel") or asked("rev-parse", "--absolute-git-dir")  # the latter where bare
    return Revision(name, commit, Path(top)) if top else None


def _nothing_yet() -> str | None:
    """The empty tree, which is what ``HEAD`` has before the first commit: hooks ask for it then, too."""
    return asked("hash-object", "-t", "tree", os.devnull) if asked("symbolic-ref", "--quiet", "HEAD") else None


def _why_no_revision(name: str) -> tuple[str, str]:
    import shutil

    if shutil.which("git") is None:
        return "there is no git to look for a revision with", "install Git"
    if "dubious ownership" in _ran("rev-parse", "--git-dir").stderr.decode("utf-8", "replace"):
        return (
            "Git trusts no repository of somebody else's",
            "git config --global --add safe.directory FOLDER trusts it",
        )
    if asked("rev-parse", "--git-dir") is None:
        return "the current folder is in no Git repository", "run it in the folder of the repository"
    known = (asked("for-each-ref", "--format=%(refname:short)") or "").split("\n")
    closest = get_close_matches(name, known, n=1)
    meant = f"did you mean {closest[0]}? " if closest else ""
    return f"no revision is called {name!r}", f"{meant}git branch --all and git tag list those with a name"


def asked(*arguments: str, folder: Path | None = None) -> str | None:
    """What Git answers to a question about a folder, else the current one; None where it has none, or is not there.

    Nothing of the repository's is run.
    """
    done = _ran(*arguments, folder=folder)
    return os.fsdecode(done.stdout).removesuffix("\n") if done.returncode == 0 else None


def _ran(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    import subprocess

    command = [*_GIT, *arguments]
    try:
        return subprocess.run(  # noqa: S603 - no shell
            command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False, env=_environment()
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):  # ValueError: no argument can be that
        return subprocess.CompletedProcess(command, -1, b"", b"")


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}
