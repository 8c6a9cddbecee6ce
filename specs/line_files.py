"""Files of JSON lines that are added to: one that a crash has torn goes, and none is half there after an error."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from specs.whole_files import to_disk

_PIECE = 64 * 1024


def is_torn(rest: bytes) -> bool:
    """Whether what stands behind the last line's end is the beginning of an object that was never written whole."""
    try:
        json.loads(rest)
    except ValueError:
        return rest.startswith(b"{")
    return False


class LineFile:
    """A file of lines that is added to, by several processes if need be.

    Args:
        path: of the file; it is begun where there is none.
        durable: whether each line is to be there after a power cut, too. That this process dies never takes one away.
        mode: permissions of a file that is begun, as far as the user's mask leaves them.
        ours: whether its lines are objects of JSON that we have written; what others write is left alone.

    Attributes:
        torn: bytes that were taken away at its end, because a crash had left them of a line.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, *, durable: bool = False, mode: int = 0o666, ours: bool = True) -> None:
        self._durable = durable
        kept = not path.exists() or path.is_file()  # neither a pipe nor a device
        how = os.O_RDWR | os.O_CREAT if kept else os.O_WRONLY
        self._descriptor = os.open(path, how | os.O_APPEND, mode)
        self._kept = stat.S_ISREG(os.fstat(self._descriptor).st_mode)
        self.torn = self._mended() if self._kept and ours else 0
        if durable:
            to_disk(path.resolve().parent)

    def add(self, *lines: bytes) -> None:
        """Add lines, all or none of them, at once.

        Raises:
            OSError: they cannot be written; what was there is as it was.
        """
        told = b"".join(line + b"\n" for line in lines)
        with self._alone():
            size = os.fstat(self._descriptor).st_size
            try:
                while told:  # of a disk that gets full, some is written without an error
                    told = told[os.write(self._descriptor, told) :]
                if self._durable:
                    os.fsync(self._descriptor)
            except OSError:
                if self._kept:
                    os.ftruncate(self._descriptor, size)
                raise

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _mended(self) -> int:
        """Take away what a crash has left of a last line, or end one that is whole; how many bytes were taken."""
        with self._alone():
            size = os.fstat(self._descriptor).st_size
            rest = self._rest(size)
            if is_torn(rest):
                os.ftruncate(self._descriptor, size - len(rest))
                return len(rest)
            if rest:
                os.write(self._descriptor, b"\n")
            return 0

    def _rest(self, end: int) -> bytes:
        """What stands behind the end of the last line."""
        rest = b""
        while end and b"\n" not in rest:
            start = max(0, end - _PIECE)
            rest = os.pread(self._descriptor, end - start, start) + rest
            end = start
        return rest.rpartition(b"\n")[2]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
