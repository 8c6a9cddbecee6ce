"""The mock beside Prism, beside a bare Flask view, and beside itself without a memory: start, memory, rates, latencies.

Each server is one process with everything validated on both sides and bodies made up; the load comes from another
process over a few connections that are kept. Rates are of the server's own processor time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.mock import (
    PATIENCE,
    NotAnsweredError,
    Sent,
    answer,
    exchange,
    free_port,
    memory,
    ours,
    processor,
    running,
    token,
)
from benchmarks.performance.tables import MISSED, Bar, Cell, Places, Table

PHONEBRIDGE = Path("specs/documents/phonebridge/phonebridge-webapp-API-1.3.8.yaml")
TEN_LINES = """openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: &pet
      {$ref: "#/components/schemas/Pet"}}}}}}}
    post: {requestBody: {required: true, content: &one {application/json: {schema: *pet}}},
      responses: {"201": {description: made, content: *one}}}
components: {schemas: {Pet: {type: object, required: [id, name],
  properties: {id: {type: integer, readOnly: true}, name: {type: string}}}}}
"""
STATELESS = """
[mock]
roles = [{ operation = "GET **", role = "action" }, { operation = "POST **", role = "action" }]
"""
FLASK = """
import json, sys, time, flask
from benchmarks.wsgi import page
from mockserver.hosts.hosting import Host, Served
from mockserver.serving.pages import CONTROL
from mockserver.serving.server import serve
from mockserver.settings import DEFAULT
from specs.load import from_mapping
document = from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}})
app = flask.Flask("bare", static_folder=None)
def same(method, status, value):
    def view():
        if method != "GET":
            flask.request.get_data() if flask.request.mimetype.endswith("form-urlencoded") else flask.request.get_json()
        return flask.jsonify(value), status
    return view
for name, (method, status, value) in json.load(open(sys.argv[2])).items():
    app.add_url_rule(CONTROL + "/" + name, name, same(method, status, value), methods=[method])
host = Host([Served(document=document)], DEFAULT, time.time)
serve(host, "127.0.0.1", int(sys.argv[1]), pages=lambda: page(app))
"""
RATES = ("requests/s", "Prism", "Flask", "times Prism", "times Flask", "times without memory")
LATENCIES = ("p50", "p99", "Prism p50", "Prism p99")
COLUMNS = ("document", "request", "bytes", *RATES, *LATENCIES)
_OF_PRISM = frozenset(place for place, name in enumerate(COLUMNS) if "Prism" in name)
MANY = 50
PRISMS_PATIENCE = 45.0
"""Seconds that it may take to its first answer."""
WARM_UP, PRISMS_WARM_UP = 0.4, 1.5
"""Seconds; the second lets the compiler of Prism's engine come to its best."""
TIMES_PRISM, OF_FLASK, OF_STATELESS, LEAN = 4.0, 0.6, 0.6, 0.25
STARTS = {"GitHub": 2.0, "Microsoft Graph beta": 10.0}
START = 0.7
"""Seconds from the start of the process to its first answer, where ``STARTS`` does not say."""
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Case:
    """A document and the requests that are sent: method, path, kind of body, and body.

    Attributes:
        small: whether the bar for the memory beside Prism of usual documents holds.
        alone: whether nothing is measured beside it.
    """

    name: str
    file: Path
    requests: dict[str, tuple[str, str, str, str | None]]
    small: bool = False
    alone: bool = False


@dataclass(slots=True)
class Result:
    """What was measured of one server with one document: seconds, megabytes, and by request what was at its best.

    Attributes:
        missed: whether it did not come up.
    """

    start: float | None = None
    memory: float | None = None
    rate: dict[str, float] = field(default_factory=dict)
    p50: dict[str, float] = field(default_factory=dict)
    p99: dict[str, float] = field(default_factory=dict)
    missed: bool = False

    def note(self, name: str, port: int, request: Sent, of: Any, seconds: float, warm_up: float) -> None:
        """Send a request for so long, and keep what was better than before."""
        exchange(port, warm_up, request)
        before = processor(of)
        found = exchange(port, seconds, request)
        rate = sum(found["statuses"].values()) / (processor(of) - before)
        self.rate[name] = max(self.rate.get(name, 0), rate)
        for kept, key in ((self.p50, "p50"), (self.p99, "p99")):
            kept[name] = min(kept.get(name, 1e9), 1000 * found[key])


def cases(places: Places) -> Iterator[Case]:
    """The documents, the smallest first."""
    pets = places.folder / "pets.yaml"
    pets.write_text(TEN_LINES, "utf-8")
    clients = "/api/users/me/clients"
    contact = '{"@odata.type": "#microsoft.graph.contact", "givenName": "Rex"}'
    gist = '{"files": {"a.txt": {"content": "a"}}}'
    for name, file, listed, kind, body in (
        ("ten lines", pets, "/pets", _JSON, '{"name": "Rex"}'),
        ("phonebridge", PHONEBRIDGE, clients, _JSON, '{"name": "n"}'),
        ("Square, 200 operations", places.square, "/v2/customers", _JSON, '{"given_name": "Rex"}'),
        ("Stripe", places.stripe, "/v1/customers", _FORM, "name=Rex"),
        ("GitHub", places.github, "/gists", _JSON, gist),
        ("Microsoft Graph beta", places.graph, "/beta/me/contacts", _JSON, contact),
    ):
        requests = {"list": ("GET", listed, kind, None), "create": ("POST", listed, kind, body)}
        yield Case(name, file, requests, small=name in ("ten lines", "phonebridge"), alone=file == places.graph)


def tables(places: Places) -> Iterator[Table]:
    """Starts and memory; then the requests."""
    starts: list[tuple[Cell, ...]] = []
    rows: list[tuple[Cell, ...]] = []
    start_bars: list[Bar] = []
    bars: list[Bar] = []
    for case in cases(places):
        found = measured(case, places)
        start_bars += _start_bars(case, found)
        bars += [bar for name in case.requests for bar in _rate_bars(case, name, found)]
        starts.append(_start_row(case, found))
        rows += [_row(case, name, found) for name in case.requests]
    yield Table(
        title="A mock starts",
        text="Seconds by the clock from the start of the process to the first answer, a list of things, and "
        "memory of the process after some thousand answers. Prism 5.14 (`mock -d`); where it has not come up within "
        f"{PRISMS_PATIENCE:.0f} seconds, there is a †. With Microsoft Graph it is not tried: it takes more than 90.",
        columns=("document", "MB", "first answer, s", "Prism", "times sooner", "memory, MB", "Prism", "share"),
        rows=tuple(starts),
        bars=tuple(start_bars),
    )
    yield Table(
        title="A mock answers",
        text="Requests per second of the server's own processor time: what one process can do when nothing "
        "else wants the processor. Both mocks validate requests and answers and make bodies up; ours "
        "remembers what is created and keeps a journal. *Flask* is a view behind the server that the mock "
        "has, which parses the same request and has `flask.jsonify` write an answer of the mock's that it "
        "was given once: nothing is validated, made up or remembered. *Without memory* is the mock with "
        "every operation said to be an action. Latencies are by the clock, in milliseconds, with eight "
        "requests at a time.",
        columns=COLUMNS,
        rows=tuple(rows),
        bars=tuple(bars),
    )


Found = dict[str, Result]


def measured(case: Case, places: Places) -> tuple[Found, dict[str, Any]]:
    """What each server came to, and typical answers of the mock's."""
    forgetful = places.folder / "stateless.toml"
    forgetful.write_text(STATELESS, "utf-8")
    found = {name: Result() for name in ("ringback", "Flask", "without memory", "Prism")}
    answers: dict[str, Any] = {}
    for number in range(places.rounds):
        port = free_port()
        _round(ours(case.file, port), port, case, found["ringback"], places.seconds, WARM_UP, answers)
        if case.alone:
            continue
        _flask(case, places, answers, found["Flask"])
        port = free_port()
        command = ours(case.file, port, "--config", str(forgetful))
        _round(command, port, case, found["without memory"], places.seconds, WARM_UP)
        if number == 0:  # it takes its time
            port = free_port()
            node = ["node", str(places.prism), "mock", "-d", "-p", str(port), str(case.file)]
            try:
                _round(node, port, case, found["Prism"], places.seconds, PRISMS_WARM_UP, patience=PRISMS_PATIENCE)
            except NotAnsweredError as error:
                found["Prism"].missed = True
                print(error, file=sys.stderr)
    return found, answers


def _round(
    command: list[str],
    port: int,
    case: Case,
    result: Result,
    seconds: float,
    warm_up: float,
    answers: dict[str, Any] | None = None,
    patience: float = PATIENCE,
) -> None:
    with running(command, port, case.requests["list"][1], patience) as (process, start):
        result.start = min(start, result.start or start)
        authorized = {"Authorization": f"Bearer {token(port)}"}
        for name, (method, path, kind, body) in case.requests.items():
            headers = {**authorized, **({"Content-Type": kind} if body else {})}
            try:
                if answers is not None and name not in answers:
                    answers[name] = (method, *_typical(port, (method, path, headers, body)))
                result.note(name, port, (method, path, headers, body), process, seconds, warm_up)
            except (NotAnsweredError, OSError) as error:
                print(f"{case.name}, {name}: {error}", file=sys.stderr)
        result.memory = max(result.memory or 0, memory(process))


def _flask(case: Case, places: Places, answers: dict[str, Any], result: Result) -> None:
    kept, port = places.folder / "answers.json", free_port()
    kept.write_text(json.dumps(answers), "utf-8")
    with running([sys.executable, "-c", FLASK, str(port), str(kept)], port, "/__ringback/list") as (process, _):
        for name, (method, _, kind, body) in case.requests.items():
            headers = {"Content-Type": kind} if body else {}
            sent = (method, f"/__ringback/{name}", headers, body)
            result.note(name, port, sent, process, places.seconds, WARM_UP)


def _typical(port: int, request: Sent) -> tuple[int, Any]:
    """Of many answers the one whose length is next to the average: what is made up differs."""
    found = [answer(port, request) for _ in range(MANY)]
    average = mean(len(_compact(value)) for _, value in found)
    return min(found, key=lambda each: abs(len(_compact(each[1])) - average))


def _compact(value: Any) -> bytes:
    """JSON as the mock writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _start_row(case: Case, found: tuple[Found, dict[str, Any]]) -> tuple[Cell, ...]:
    mock, prism = found[0]["ringback"], found[0]["Prism"]
    size = case.file.stat().st_size / 1e6
    sooner, share = _ratio(prism.start, mock.start), _ratio(mock.memory, prism.memory)
    if prism.missed:
        return case.name, size, mock.start, MISSED, MISSED, mock.memory, MISSED, MISSED
    return case.name, size, mock.start, prism.start, sooner, mock.memory, prism.memory, share


def _row(case: Case, name: str, found: tuple[Found, dict[str, Any]]) -> tuple[Cell, ...]:
    mock, prism, flask, stateless = (found[0][each] for each in ("ringback", "Prism", "Flask", "without memory"))
    rate = mock.rate.get(name)
    others = [each.rate.get(name) for each in (prism, flask, stateless)]
    late = (mock.p50.get(name), mock.p99.get(name), prism.p50.get(name), prism.p99.get(name))
    ratios = (_ratio(rate, each) for each in others)
    size = len(_compact(found[1][name][2])) if name in found[1] else None
    row = (case.name, name, size, rate, *others[:2], *ratios, *late)
    return tuple(MISSED if prism.missed and place in _OF_PRISM else cell for place, cell in enumerate(row))


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _rate_bars(case: Case, name: str, found: tuple[Found, dict[str, Any]]) -> Iterator[Bar]:
    for other, bound in (("Prism", TIMES_PRISM), ("Flask", OF_FLASK), ("without memory", OF_STATELESS)):
        ratio = _ratio(found[0]["ringback"].rate.get(name), found[0][other].rate.get(name))
        if ratio is not None:
            yield Bar(what=f"requests/s beside {other}: {case.name}, {name}", figure=ratio, bound=bound, least=True)


def _start_bars(case: Case, found: tuple[Found, dict[str, Any]]) -> Iterator[Bar]:
    mock, prism = found[0]["ringback"], found[0]["Prism"]
    limit = STARTS.get(case.name, START)
    if case.name != "Stripe":  # nothing was promised of it
        yield Bar(what=f"first answer: {case.name}", figure=mock.start or 0, bound=limit, least=False, unit="s")
        share = _ratio(mock.memory, prism.memory)
        if share is not None:
            bound = LEAN if case.small else 1.0
            yield Bar(what=f"memory beside Prism: {case.name}", figure=share, bound=bound, least=False)
