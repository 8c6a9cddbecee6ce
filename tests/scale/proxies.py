"""Load balancers as docs/scale has them, with other addresses."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "scale"
_RESOLVERS = re.compile(r"# of the compose file.*?\n\n", re.DOTALL)
_TEMPLATE = re.compile(r"^ *server-template .*$", re.MULTILINE)
_SERVERS = re.compile(r"(?: *server mock-\d:4010 (.*)\n)+")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def haproxy_file(port: int, servers: Sequence[str]) -> str:
    text = (DOCS / "haproxy.cfg").read_text("utf-8")
    text, resolvers = _RESOLVERS.subn("", text)
    lines = [f"    server mock-{number} {server}" for number, server in enumerate(servers)]
    text, templates = _TEMPLATE.subn("\n".join(lines), text)
    assert (resolvers, templates) == (1, 1)
    return text.replace("bind :4010", f"bind 127.0.0.1:{port}")


def nginx_file(port: int, servers: Sequence[str], folder: Path) -> str:
    text = (DOCS / "nginx.conf").read_text("utf-8")
    text, found = _SERVERS.subn(
        lambda each: "".join(f"        server {server} {each[1]}\n" for server in servers), text
    )
    assert found == 1
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    text = text.replace("http {\n", f"http {{\n    access_log off;\n{own}", 1)
    head = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\n"
    return head + text.replace("listen 4010", f"listen 127.0.0.1:{port}")


@contextmanager
def haproxy(servers: Sequence[str]) -> Iterator[str]:
    with _running(lambda port, _: haproxy_file(port, servers), ["haproxy", "-db", "-f"]) as url:
        yield url


@contextmanager
def nginx(servers: Sequence[str]) -> Iterator[str]:
    with _running(lambda port, folder: nginx_file(port, servers, folder), ["nginx", "-c"]) as url:
        yield url


@contextmanager
def _running(written: Callable[[int, Path], str], command: list[str]) -> Iterator[str]:
    program = shutil.which(command[0], path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program, f"{command[0]} is needed (Debian: apt-get install {command[0]})"
    with tempfile.TemporaryDirectory(prefix=f"{command[0]}-") as name:
        port, folder = free_port(), Path(name)
        folder.chmod(0o755)
        (folder / "config").write_text(written(port, folder), "utf-8")
        with subprocess.Popen(
            [program, *command[1:], str(folder / "config")], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as process:
            try:
                _wait(port, process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while True:
        assert process.poll() is None, "it has ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end
        time.sleep(0.05)
