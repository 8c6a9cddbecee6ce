"""The mock beside Prism and beside bare Flask views, on this machine, in one run; exit code 1 where a bar is missed.

python benchmarks/mock.py [--prism FILE] [--github FILE] [--graph FILE] [--seconds N]

Prism and GitHub's document are installed from npm into a cache of the user's, unless their files are given: the
JavaScript file that is Prism's command, and the document. Microsoft Graph's document is measured where it is given, and
for the mock alone: Prism does not come up with it. Each server is one process with everything validated on both sides
and bodies made up; the load comes from another process over a few connections that are kept. Of several rounds, in
which the servers take turns, the best counts. A mock whose operations are all said to be actions, so that it remembers
nothing and makes up each body anew, tells what the state costs.

The Flask views stand behind the server that the mock has. One answers the same: it gets the same request, parses the
JSON of its body, and writes with ``flask.jsonify``, each time, a value that it was given once, a typical answer of the
mock's to that request; so what it sends is as large and of the same shape, and nothing is validated, made up or
remembered. Beside it the bar holds, for each document. The other does nothing: it sends a text of three small objects,
whatever is asked; how the mock does beside it is shown and no more, for that depends on how large bodies are.

Rates are requests per second of the server's own processor time: what a process can do when nothing else wants the
processor, whatever else the machine does at the time. The latencies and the starts are those of the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS, CONNECTIONS, MANY, PATIENCE = 2, 8, 100, 180.0
WARM_UP = 2.0
"""Seconds that let the compiler of Prism's engine come to its best."""
Sent = tuple[str, str, dict[str, str], str | None]
PRISM, OCTOKIT = "@stoplight/prism-cli@5.14.2", "@octokit/openapi@17.0.0"
TIMES_PRISM, OF_FLASK, OF_STATELESS = 4.0, 0.6, 0.6
PAGES, NOTHING = "/__ringback/", "nothing"
STATELESS = """
[mock]
roles = [{ operation = "GET **", role = "action" }, { operation = "POST **", role = "action" }]
"""
STARTS = {"phonebridge": 0.7, "github": 2.0, "graph": 10.0}
"""Seconds from the start of the process to its first answer."""

FLASK = """
import json, sys, flask
from mockserver.app import HOST, create_app
from mockserver.serving.pages import CONTROL
from mockserver.serving.server import serve
from specs.load import from_mapping
app = create_app(from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}))
BODY = json.dumps([{"id": number, "name": "a name"} for number in range(3)])
def nothing():
    return flask.Response(BODY, mimetype="application/json")
def same(method, status, value):
    def view():
        if method != "GET":
            flask.request.get_json()
        return flask.jsonify(value), status
    return view
app.add_url_rule(CONTROL + "/nothing", view_func=nothing)
for name, (method, status, value) in json.load(open(sys.argv[2])).items():
    app.add_url_rule(CONTROL + "/" + name, name, same(method, status, value), methods=[method])
serve(app.extensions[HOST], "127.0.0.1", int(sys.argv[1]), pages=lambda: app)
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A document and the requests that are sent.

    Attributes:
        requests: by what they are for: method, path and body.
        login: path and body of the request that gives a token, where one is needed.
        small: whether the bar for the memory of small documents holds.
    """

    name: str
    file: Path
    requests: dict[str, tuple[str, str, str | None]]
    login: tuple[str, str] | None = None
    small: bool = True


@dataclass
class Result:
    """What was measured of one server with one document: seconds, megabytes, and rates by request.

    Attributes:
        answers: method, status and JSON of a typical answer to each request; None where nobody wants to know.
    """

    start: float = 1e9
    memory: float = 0.0
    answers: dict[str, tuple[str, int, Any]] | None = None
    rates: dict[str, float] = field(default_factory=dict)
    p99: dict[str, float] = field(default_factory=dict)


def petstore() -> dict[str, Any]:
    """A small document of a kind that everybody knows; written for this benchmark."""
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "readOnly": True},
            "name": {"type": "string", "minLength": 1},
            "tag": {"type": "string"},
            "born": {"type": "string", "format": "date"},
            "status": {"enum": ["available", "pending", "sold"]},
        },
    }
    return resources("Petstore", {"pets": pet})


def two_hundred() -> dict[str, Any]:
    """A document of 200 operations: forty resources with five each."""
    kinds = {
        f"kind-{number}": {
            "type": "object",
            "required": ["id", "name", "size"],
            "properties": {
                "id": {"type": "string", "format": "uuid", "readOnly": True},
                "name": {"type": "string", "minLength": 2, "maxLength": 40},
                "size": {"type": "integer", "minimum": 0, "maximum": 10 * number + 10},
                "made": {"type": "string", "format": "date-time"},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 4},
                "owner": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "email": {"format": "email", "type": "string"}},
                },
            },
        }
        for number in range(40)
    }
    return resources("Two hundred", kinds)


def resources(title: str, kinds: dict[str, Any]) -> dict[str, Any]:
    """A document that lists, creates, reads, replaces and deletes things of some kinds."""
    paths: dict[str, Any] = {}
    for name in kinds:
        one = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        many = {"application/json": {"schema": {"type": "array", "items": one["application/json"]["schema"]}}}
        missing, bad = {"404": {"description": "missing"}}, {"400": {"description": "bad"}}
        body = {"required": True, "content": one}
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
        paths[f"/{name}"] = {
            "get": {"parameters": [limit], "responses": {"200": {"description": "all", "content": many}, **bad}},
            "post": {"requestBody": body, "responses": {"201": {"description": "made", "content": one}, **bad}},
        }
        paths[f"/{name}/{{id}}"] = {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": kinds[name]["properties"]["id"]}],
            "get": {"responses": {"200": {"description": "one", "content": one}, **missing, **bad}},
            "put": {
                "requestBody": body,
                "responses": {"200": {"description": "done", "content": one}, **missing, **bad},
            },
            "delete": {"responses": {"204": {"description": "gone"}, **missing, **bad}},
        }
    info = {"title": title, "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": kinds}}


def cases(folder: Path, github: Path) -> Iterator[Case]:
    """The documents that both servers are measured with."""
    bundled = HERE.parent / "specs" / "documents" / "phonebridge" / "phonebridge-webapp-API-1.3.8.yaml"
    clients = "/api/users/me/clients"
    yield Case(
        name="phonebridge",
        file=bundled,
        requests={"list": ("GET", clients, None), "create": ("POST", clients, '{"name": "n"}')},
        login=("/api/authenticate", '{"email": "max@example.org", "password": "secret"}'),
    )
    made = {
        "petstore": (petstore(), "pets", {"name": "Rex"}),
        "200 operations": (two_hundred(), "kind-7", {"name": "Rex", "size": 5}),
    }
    for name, (document, kind, body) in made.items():
        file = folder / f"{kind}.json"
        file.write_text(json.dumps(document), "utf-8")
        requests = {"list": ("GET", f"/{kind}?limit=5", None), "create": ("POST", f"/{kind}", json.dumps(body))}
        yield Case(name=name, file=file, requests=requests)
    yield Case(
        name="github",
        file=github,
        requests={
            "list": ("GET", "/gists?per_page=5", None),
            "create": ("POST", "/gists", '{"files": {"a.txt": {"content": "a"}}}'),
        },
        small=False,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A server, and the seconds until its first answer."""
    begun = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=HERE.parent, **quiet) as process:  # type: ignore[call-overload]  # noqa: S603
        try:
            while not answers(port, path):
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise SystemExit(f"it did not come up: {' '.join(command)}")
                time.sleep(0.005)
            yield process, time.perf_counter() - begun
        finally:
            process.send_signal(signal.SIGKILL)


def answers(port: int, path: str) -> bool:
    """Whether there is an answer, whatever it says."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE).read()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes that a process holds now."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return int(told.stdout) / 1024


def token(port: int, login: tuple[str, str]) -> str:
    """What the log-in answers with; anything at all where that is no token of the mock's."""
    path, body = login
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        return str(json.load(response)["id_token"])


def processor(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that a process has had, all of its threads together."""
    after_name = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def load(process: subprocess.Popen[bytes], port: int, seconds: float, request: Sent) -> tuple[float, float]:
    """Requests per second of a server's processor time, and the seconds below which 99 of 100 answers came."""
    exchange(port, WARM_UP, request)
    before = processor(process)
    measured = exchange(port, seconds, request)
    return sum(measured["statuses"].values()) / (processor(process) - before), measured["p99"]


def exchange(port: int, seconds: float, request: Sent) -> dict[str, Any]:
    """What another process sends and gets."""
    command = [sys.executable, str(HERE / "wire.py"), str(port), str(seconds), str(CONNECTIONS)]
    done = subprocess.run(command, input=json.dumps([request]), capture_output=True, text=True, check=True)  # noqa: S603
    measured: dict[str, Any] = json.loads(done.stdout)
    if any(not status.startswith("2") for status in measured["statuses"]):
        raise SystemExit(f"not all went well: {measured['statuses']} of {request[:2]}")
    return measured


def measure(command: list[str], port: int, case: Case, result: Result, seconds: float) -> None:
    """One round."""
    first = case.requests["list"][1]
    with running(command, port, first) as (process, start):
        result.start = min(result.start, start)
        headers = {"Authorization": f"Bearer {token(port, case.login)}"} if case.login else {}
        for name, (method, path, body) in case.requests.items():
            request = (method, path, headers, body)
            if result.answers is not None and name not in result.answers:
                result.answers[name] = (method, *typical(port, request))
            note(result, name, *load(process, port, seconds, request))
            if name == "list":
                result.memory = max(result.memory, memory(process))


def note(result: Result, name: str, rate: float, p99: float) -> None:
    """Keep a rate and a latency where they are the best there were."""
    result.rates[name] = max(result.rates.get(name, 0), rate)
    result.p99[name] = min(result.p99.get(name, 1e9), p99)


def typical(port: int, request: Sent) -> tuple[int, Any]:
    """Of many answers the one whose length is next to the average: what is made up differs."""
    found = [answer(port, request) for _ in range(MANY)]
    lengths = [len(compact(value)) for _, value in found]
    return min(zip(found, lengths, strict=True), key=lambda each: abs(each[1] - sum(lengths) / MANY))[0]


def compact(value: Any) -> bytes:
    """JSON as the mock writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def answer(port: int, request: Sent) -> tuple[int, Any]:
    """The status and the JSON of one answer."""
    method, path, headers, body = request
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers)
    if body is not None:
        sent.data = body.encode()
        sent.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(sent) as response:  # noqa: S310 - loopback
        return response.status, json.load(response)


def installed(package: str, file: str) -> Path:
    """A file of a package of npm's, which is installed unless it has been before."""
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("ringback")) / "benchmarks" / package.replace("/", "-")
    found = folder / "node_modules" / package.rpartition("@")[0] / file
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", package]
        subprocess.run(command, check=True)  # noqa: S603
    return found


def ours(file: Path, port: int, *more: str) -> list[str]:
    """The command of the mock."""
    return [
        sys.executable,
        "-P",
        "-m",
        "ringback",
        "mock",
        str(file),
        "--port",
        str(port),
        "-q",
        "--dynamic",
        "--items",
        "3",
        *more,
    ]


def bare_flask(case: Case, answers: Path, result: Result, seconds: float) -> None:
    """One round of the views: for each request that which answers the same, and that which does ``NOTHING``."""
    port = free_port()
    requests = {**case.requests, NOTHING: ("GET", "/", None)}
    with running([sys.executable, "-c", FLASK, str(port), str(answers)], port, f"{PAGES}{NOTHING}") as (process, _):
        for name, (method, path, body) in requests.items():
            asked = f"{PAGES}{name}?{path.partition('?')[2]}"
            note(result, name, *load(process, port, seconds, (method, asked, {}, body)))


class Bars:
    """What has to be reached, and what was not."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def least(self, what: str, figure: float, bar: float) -> str:
        """A figure that must not be lower."""
        return self._told(what, figure, "at least", bar, met=figure >= bar)

    def most(self, what: str, figure: float, bar: float) -> str:
        """A figure that must not be higher."""
        return self._told(what, figure, "at most", bar, met=figure <= bar)

    def _told(self, what: str, figure: float, way: str, bar: float, *, met: bool) -> str:
        if not met:
            self.missed.append(f"missed: {what}: {figure:.2f}, {way} {bar:g}")
        return f"{figure:.2f}{' ' if met else '!'}"


def rates(case: Case, mock: Result, prism: Result, stateless: Result, flask: Result, bars: Bars) -> Iterator[str]:
    """A line for each kind of request."""
    for name in case.requests:
        ratio = bars.least(f"{case.name}, {name}, times Prism", mock.rates[name] / prism.rates[name], TIMES_PRISM)
        same = bars.least(f"{case.name}, {name}, of Flask", mock.rates[name] / flask.rates[name], OF_FLASK)
        nothing = f"{mock.rates[name] / flask.rates[NOTHING]:.2f} "
        kept = bars.least(f"{case.name}, {name}, of stateless", mock.rates[name] / stateless.rates[name], OF_STATELESS)
        late = f"{mock.p99[name] * 1000:>9.1f}{prism.p99[name] * 1000:>8.1f}"
        size = len(compact((mock.answers or {})[name][2]))
        found = (
            f"{mock.rates[name]:>9.0f}{prism.rates[name]:>8.0f}{flask.rates[name]:>8.0f}{flask.rates[NOTHING]:>9.0f}"
        )
        yield f"{case.name:16}{name:8}{size:>7}{found}{ratio:>9}{same:>9}{nothing:>9}{kept:>11}{late}"


def start(case: Case, mock: Result, prism: Result, bars: Bars) -> str:
    """A line on how long it takes to the first answer, and on memory."""
    told = bars.most(f"{case.name}, start", mock.start, STARTS.get(case.name, STARTS["phonebridge"]))
    share = bars.most(f"{case.name}, memory", mock.memory / prism.memory, 0.25 if case.small else 1.0)
    return f"{case.name:24}{told:>9}{prism.start:>8.2f}{mock.memory:>18.0f}{prism.memory:>8.0f}{share:>9}"


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description="The mock beside Prism and bare Flask views.")
    parser.add_argument("--prism", type=Path)
    parser.add_argument("--github", type=Path)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    prism = given.prism or installed(PRISM, "dist/index.js")
    github = given.github or installed(OCTOKIT, "generated/api.github.com.json")
    bars, starts = Bars(), []
    print(f"{'':31}{'requests per s':>34}{'ratio to':>38}{'p99, ms':>17}")
    names = f"{'Prism':>8}{'Flask':>9}{'nothing':>9}{'stateless':>12}{'ringback':>10}{'Prism':>8}"
    print(f"{'':24}{'bytes':>7}{'ringback':>9}{'Prism':>8}{'Flask':>8}{'nothing':>9}{names}")
    with tempfile.TemporaryDirectory() as folder:
        forgetful = Path(folder) / "stateless.toml"
        forgetful.write_text(STATELESS, "utf-8")
        for case in cases(Path(folder), github):
            mock, other, stateless, flask = Result(answers={}), Result(), Result(), Result()
            for _ in range(ROUNDS):
                port = free_port()
                measure(ours(case.file, port), port, case, mock, given.seconds)
                answers_file = Path(folder) / "answers.json"
                answers_file.write_text(json.dumps(mock.answers), "utf-8")
                bare_flask(case, answers_file, flask, given.seconds)
                port = free_port()
                measure(ours(case.file, port, "--config", str(forgetful)), port, case, stateless, given.seconds)
                port = free_port()
                node = ["node", str(prism), "mock", "-d", "-p", str(port), str(case.file)]
                measure(node, port, case, other, given.seconds)
            for line in rates(case, mock, other, stateless, flask, bars):
                print(line, flush=True)
            starts.append(start(case, mock, other, bars))
    print(f"\n{'':24}{'first answer after, s':>21}{'memory, MB':>22}")
    print(f"{'':24}{'ringback':>9}{'Prism':>8}{'ringback':>18}{'Prism':>8}{'ratio':>8}")
    print("\n".join(starts))
    if given.graph:
        port = free_port()
        with running(ours(given.graph, port), port, "/beta/me") as (process, took):
            told = bars.most("graph, start", took, STARTS["graph"])
            print(f"{'graph':24}{told:>9}{'-':>8}{memory(process):>18.0f}")
    print("\n" + ("\n".join(bars.missed) or "every bar is met"))
    return 1 if bars.missed else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(HERE.parent))
    sys.exit(main())
