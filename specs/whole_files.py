"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(target: Path, content: bytes) -> None:
    """Write beside a file, flush to disk, then rename: a reader sees the old file or the new one, never a half.

    A file that was there keeps its permissions, and a symbolic link its place: what it leads to is written. A pipe or
    a device is written to, never replaced.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    from secrets import token_hex

    there = target.resolve()
    beside = there.with_name(f".{there.name}.{token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if there.exists():
            beside.chmod(there.stat().st_mode & 0o7777)
        beside.replace(there)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
