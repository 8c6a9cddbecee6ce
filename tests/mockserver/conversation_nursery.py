"""A process that has everything imported, and forks one that is ``ringback`` with some arguments when it is told to.

Started with the number of a Unix socket. Each message on it is JSON ``[folder, [argument, ...]]`` with two file
descriptors, for standard output and standard error; the answer is the new process's id. What such a process writes to
standard error last, when it ends by itself, is a NUL and its exit code.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys

import mockserver.app
import mockserver.hosts.hosting
import mockserver.proxy
import mockserver.serving.server
import ringback.commands.mock
import ringback.commands.proxy
import ringback.commands.replay
from ringback.cli import main

NEEDED = (mockserver, ringback)


def be_ringback(folder: str, words: list[str], out: int, told: int) -> None:
    """Become the command, and end with it."""
    os.dup2(out, 1)
    os.dup2(told, 2)
    os.chdir(folder)
    sys.argv = ["ringback", *words]
    code: object = 3
    try:
        main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(2, f"\0{code}".encode())
        os._exit(0)


def serve(calls: socket.socket) -> None:
    """Fork until nobody is there any more to ask for it."""
    while True:
        text, ends, _, _ = socket.recv_fds(calls, 65536, 2)
        with contextlib.suppress(ChildProcessError):  # there is none, or none has ended
            while os.waitpid(-1, 0 if not text else os.WNOHANG)[0]:
                pass
        if not text:
            return
        child = os.fork()
        if not child:
            calls.close()
            be_ringback(*json.loads(text), *ends)
        for end in ends:
            os.close(end)
        calls.send(str(child).encode())


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
