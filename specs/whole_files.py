"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
"""What is said where nothing may be put beside a file, or in its place: of a folder, or of a file that is mounted."""


def write_whole(target: Path, content: bytes, *, durable: bool = True) -> None:
    """Write beside a file, flush to disk, then rename: a reader sees the old file or the new one, never a half.

    A file that was there keeps its permissions, and a symbolic link its place: what it leads to is written. A pipe or
    a device is written to, never replaced. Where its folder lets nothing be put there, a file that was there is written
    in place: then a reader may see a half, and so does everybody where that breaks off.

    Args:
        target: the file.
        content: all of it.
        durable: whether it is to be there after a power cut; what is made anew in no time need not be.

    Raises:
        OSError: it cannot be written; what was there is as it was, unless it was being written in place.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    there = target.resolve()
    try:
        _replace(there, content, durable=durable)
    except OSError as error:
        if error.errno not in _CLOSED or not there.exists():
            raise
        there.write_bytes(content)


def _replace(there: Path, content: bytes, *, durable: bool) -> None:
    from secrets import token_hex

    beside = there.with_name(f".{there.name}.{token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if there.exists():
            beside.chmod(there.stat().st_mode & 0o7777)
        beside.replace(there)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
