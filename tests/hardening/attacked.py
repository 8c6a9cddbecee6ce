"""The commands that read a document, and what becomes of each when the document means harm.

python attacked.py FOLDER runs every command named in FOLDER/plan.json, each in a process of its own that has all
modules already, with bounds on CPU and time; it prints a JSON line for each.
"""

from __future__ import annotations

import contextlib
import http.client
import importlib
import json
import os
import re
import resource
import signal
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pace import fair

from ringback.cli import main

PLAIN = "plain.json"
"""A document that means no harm, beside each that does."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "specs check": ("specs", "check", "{}"),
    "specs check, to mend": ("specs", "check", "{}", "--overlay-out", "mended.yaml"),
    "specs bundle": ("specs", "bundle", "{}"),
    "specs add": ("specs", "add", "phonebridge-client@1.3.8", "{}", "--replace"),
    "mock": ("mock", "{}", "--port", "0"),
    "mock --explain": ("mock", "{}", "--explain"),
    "mock --verify": ("mock", "{}", "--verify", "--max-examples", "1", "--max-time", "1"),
    "proxy": ("proxy", "{}", "--port", "0", "--upstream", "http://127.0.0.1:9"),
    "diff": ("diff", "{}", PLAIN),
    "diff the other way": ("diff", PLAIN, "{}"),
    "changelog": ("changelog", "{}", PLAIN),
    "matrix": ("matrix", "{}", PLAIN),
    "subset": ("subset", "{}", PLAIN),
    "subset the other way": ("subset", PLAIN, "{}"),
    "compare-live": ("compare-live", PLAIN, "http://{at}/{}"),
    "compare-live the other way": ("compare-live", "{}", "http://{at}/" + PLAIN),
    "impact": ("impact", "{}", PLAIN, "--traffic", "traffic.jsonl"),
    "test": ("test", "{}", "--seed", "1", "--max-examples", "1", "--max-time", "1"),
    "mutate": ("mutate", "{}", "--max-mutants", "2", "--", "true"),
    "stress-client": ("stress-client", "{}", "--max-runs", "2", "--", "true"),
    "merge": ("merge", "{}"),
    "replay": ("replay", "FgBk8gqmGP-a3k4IJwIYAZQDAQA", "{}"),
    "an overlay": ("specs", "bundle", PLAIN, "--overlay", "{}"),
    "what is recorded": ("impact", PLAIN, PLAIN, "--traffic", "{}"),
    "items of a mock": ("mock", PLAIN, "--port", "0", "--state-from", "{}"),
    "a report": ("baseline", "{}", "--reason", "known", "--owner", "me"),
    "a report to replay": ("replay", "nonsense", "--report", "{}"),
    "a policy": ("diff", PLAIN, PLAIN, "--config", "{}"),
}
"""``{}`` is the document, ``{at}`` where a server publishes it and the plain one."""
SERVERS = frozenset({"mock", "proxy", "items of a mock"})
"""They do not end of themselves: they are asked, and then told to end."""
_ASKED = ("/", "/a", "/things", "/__ringback/", "/__ringback/health", "/__ringback/openapi.json")
_TOLD = ("/things?k={token}", "/__ringback/journal", "/__ringback/console/")
"""Beside these, where there is a token: what is asked with it, and where that is shown."""
SECONDS, PATIENCE = 30, 600.0
"""Bounds of one command: CPU seconds, and seconds after which it hangs."""
_ALLOWED = tuple(os.path.realpath(each) for each in (sys.prefix, sys.base_prefix, sys.base_exec_prefix, "/usr"))
_HARMLESS = ("/dev/null", "/dev/urandom", "/proc/", "/sys/", "/etc/")
_SYSTEM = frozenset({"/etc/passwd", "/etc/shadow", "/proc/self/environ"})
_HOUSE = os.path.realpath(Path(__file__).parents[2])
_TEMPORARY = os.path.realpath(tempfile.gettempdir())
_HERE = frozenset({"127.0.0.1", "::1", "localhost", "", None})


@dataclass(frozen=True, slots=True)
class Around:
    """What a command may reach: its folder, and every port of this machine but one."""

    folder: str
    forbidden: int

    def wrong(self, event: str, args: tuple[Any, ...]) -> str:
        """What is reached for that is none of a command's business; "" where it is."""
        if event == "open" and isinstance(args[0], str | bytes):
            path = os.path.realpath(os.fsdecode(args[0]))
            allowed = (*_ALLOWED, *_HARMLESS, _HOUSE, _TEMPORARY, self.folder)
            inside = path.startswith(allowed) and path not in _SYSTEM and "secret.yaml" not in path
            return "" if inside else f"opens {path}"
        if event == "socket.connect" and isinstance(args[1], tuple):
            allowed_here = args[1][0] in _HERE and args[1][1] != self.forbidden
            return "" if allowed_here else f"connects to {args[1]}"
        if event == "socket.getaddrinfo":
            host = args[0].decode("ascii", "replace") if isinstance(args[0], bytes) else args[0]
            return "" if host in _HERE else f"asks for {host}"
        if event == "subprocess.Popen":
            program = Path(os.fsdecode(args[1][0])).name
            return "" if program in {"true", "git", Path(sys.executable).name} else f"runs {args[1]}"
        return f"{event} {args[0]}" if event in {"os.system", "os.exec", "os.posix_spawn", "pickle.find_class"} else ""

    def watch(self) -> None:
        """From now on tell of it in the file ``wrong``."""
        told = os.open(f"{self.folder}/wrong", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def hook(event: str, args: tuple[Any, ...]) -> None:
            wrong = self.wrong(event, args)
            if wrong:
                os.write(told, f"{wrong}\n".encode("utf-8", "replace"))

        sys.addaudithook(hook)


def run(words: list[str], around: Around) -> None:
    """The command as a shell would call it, in this process, which ends with it."""
    os.chdir(around.folder)
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.update(RINGBACK_DATA_DIR=f"{around.folder}/data", XDG_STATE_HOME=f"{around.folder}/state")
    os.environ.update(XDG_CACHE_HOME=f"{around.folder}/cache")
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.argv = ["ringback", *words]
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
    around.watch()
    code = 70
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def asked(process: int, folder: str) -> None:
    """Ask a server for this and that as soon as it is ready, and tell it to end."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (ended := os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
        ready = re.search(r"^ready: http://(\S+)$", Path(folder, "err").read_text("utf-8", "replace"), re.MULTILINE)
        if ready:
            break
        time.sleep(0.02)
    if ended or not ready:
        return
    token = os.environ.get("RINGBACK_TOKEN", "")
    signed = {"Authorization": f"Bearer {token}", "X-Key": token, "Cookie": f"session={token}"} if token else {}
    for path in (*_ASKED, *(each.format(token=token) for each in _TOLD if token)):
        connection = http.client.HTTPConnection(ready[1], timeout=20)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", path, headers=signed)
            answer = connection.getresponse()
            with Path(folder, "answers").open("ab") as file:
                file.write(f"{answer.status} {path.partition('?')[0]}\n".encode() + answer.read() + b"\n")
    os.kill(process, signal.SIGTERM)


def alone(name: str, words: list[str], around: Around) -> dict[str, object]:
    """What a command came to, in a process of its own."""
    Path(around.folder).mkdir(exist_ok=True)
    for each in ("err", "wrong", "answers"):
        Path(around.folder, each).write_bytes(b"")
    child = os.fork()
    if child == 0:
        run(words, around)
    watch = threading.Timer(PATIENCE, os.kill, (child, signal.SIGKILL))
    watch.start()
    if name in SERVERS:
        asked(child, around.folder)
    _, status, used = os.wait4(child, 0)
    watch.cancel()
    said = {
        each: Path(around.folder, each).read_text("utf-8", "replace") for each in ("out", "err", "wrong", "answers")
    }
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "seconds": fair(used.ru_utime + used.ru_stime), "megabytes": megabytes, **said}


def warmed(folder: Path) -> None:
    """All that is imported on the way is imported once, before the first fork."""
    os.chdir(folder)
    for words in COMMANDS.values():
        importlib.import_module(f"ringback.commands.{words[0].replace('-', '_')}")
    for module in ("mockserver.app", "contracts.compat.compare", "contracts.conformance.engine", "contracts.render"):
        importlib.import_module(module)


if __name__ == "__main__":
    home = Path(sys.argv[1])
    plan = json.loads((home / "plan.json").read_text())
    warmed(home)
    os.environ.update(plan["environment"])
    for name, number, words in plan["tries"]:
        done = alone(name, words, Around(os.path.realpath(home / str(number)), plan["forbidden"]))
        print(json.dumps({"command": name, "number": number, **done}), flush=True)  # noqa: T201
