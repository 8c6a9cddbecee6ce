"""Opens a new database from several processes at the same moment: ``many_openers.py PROCESSES URL …``."""

from __future__ import annotations

import os
import sys
import traceback

from mockserver.state.sql.database import Database


def main(processes: int, urls: list[str]) -> int:
    """How many of them could not, over all of the databases."""
    return sum(_at_once(processes, url) for url in urls)


def _at_once(processes: int, url: str) -> int:
    waiting, go = os.pipe()
    children = [os.fork() for _ in range(processes) if os.getpid() == _PARENT]
    if os.getpid() != _PARENT:
        os.close(go)
        os.read(waiting, 1)  # ends when the parent lets go of its end
        os._exit(_open(url))
    os.close(go)
    os.close(waiting)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


def _open(url: str) -> int:
    try:
        Database(url).close()
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


_PARENT = os.getpid()

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
