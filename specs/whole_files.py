"""Files that are written whole or not at all: the one way to write a file here; ``line_files`` adds to some."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
"""Permissions of what may hold what nobody but its owner is to read."""
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
"""What is said where nothing may be put beside a file, or in its place: of a folder, or of a file that is mounted."""
_NAMELESS = getattr(os, "O_TMPFILE", 0)
"""Opens a file in a folder that has no name yet: whatever ends the process, nothing is left of it."""
_BESIDE = ".ringback-"
"""How the names of files begin that are about to take the place of others."""


def write_whole(target: Path, content: bytes, *, durable: bool = True, mode: int | None = None) -> None:
    """Write beside a file, flush to disk, then rename: a reader sees the old file or the new one, never a half.

    A file that was there keeps its permissions, and a symbolic link its place: what it leads to is written. A pipe or
    a device is written to, never replaced. Where its folder lets nothing be put there, a file that was there is written
    in place: then a reader may see a half, and so does everybody where that breaks off.

    Args:
        target: the file.
        content: all of it.
        durable: whether it is to be there after a power cut; what is made anew in no time need not be.
        mode: permissions; None for those that it had, or that the user's mask leaves.

    Raises:
        OSError: it cannot be written; what was there is as it was, unless it was being written in place.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    there = target.resolve()
    try:
        _replace(there, content, durable=durable, mode=mode)
    except OSError as error:
        if error.errno not in _CLOSED or not there.exists():
            raise
        _overwrite(there, content)


def begin_privately(target: Path) -> None:
    """Make an empty file that is its owner's alone, for somebody else to write; one that is there stays as it is.

    Raises:
        OSError: it cannot be made, or is there.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL, PRIVATE))


def private_folder(folder: Path, *, anew: bool = False) -> None:
    """Make a folder, and those above it that are missing, for their owner alone; one that is there stays as it is.

    Args:
        folder: the folder.
        anew: whether it must not be there.

    Raises:
        OSError: it cannot be made.
    """
    for above in reversed(folder.parents):
        above.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=not anew)


def demand_writable(target: Path) -> None:
    """See whether a file could be written, before there is anything to write; nothing is there that was not.

    Raises:
        OSError: it could not.
    """
    there = target.resolve()
    if there.exists():
        os.close(os.open(there, os.O_WRONLY | os.O_NONBLOCK))
        return
    descriptor, beside = _opened(there.parent, 0o600)
    os.close(descriptor)
    if beside is not None:
        beside.unlink()


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Read a file and write it anew while nobody else does so: who comes meanwhile waits, and reads what was written.

    Raises:
        OSError: there is no such folder.
    """
    import fcntl

    descriptor = os.open(target.resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def to_disk(folder: Path) -> None:
    """Have a folder remember what was put into it, after a power cut, too."""
    with suppress(PermissionError):  # one that may be written to, and not be read
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _replace(there: Path, content: bytes, *, durable: bool, mode: int | None) -> None:
    """Put a new file in the place of a name."""
    if mode is None and there.exists():
        mode = stat.S_IMODE(there.stat().st_mode)
    descriptor, beside = _opened(there.parent, 0o666 if mode is None else mode & 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            if durable:
                os.fsync(descriptor)
            if beside is None:
                beside = _named(descriptor, there.parent)
        beside.replace(there)
    except BaseException:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise
    if durable:
        to_disk(there.parent)


def _opened(folder: Path, mode: int) -> tuple[int, Path | None]:
    """A new file in a folder, open for writing; and its name, where the file system has no files without one."""
    if _NAMELESS and Path("/proc/self/fd").is_dir():
        try:
            return os.open(folder, _NAMELESS | os.O_WRONLY, mode), None
        except OSError as error:  # Source: open(2)
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
    beside = _beside(folder)
    return os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), beside


def _named(descriptor: int, folder: Path) -> Path:
    """Give a file that has none a name."""
    beside = _beside(folder)
    # told of a folder, it follows the link that stands for the file
    os.link(f"/proc/self/fd/{descriptor}", beside, src_dir_fd=descriptor, follow_symlinks=True)
    return beside


def _beside(folder: Path) -> Path:
    from secrets import token_hex

    return folder / f"{_BESIDE}{token_hex(8)}"


def _overwrite(there: Path, content: bytes) -> None:
    """Write a file in place, once there is room for it: a full disk leaves it as it was."""
    with there.open("r+b") as file:
        if content:
            os.posix_fallocate(file.fileno(), 0, len(content))
        file.write(content)
        file.truncate()
