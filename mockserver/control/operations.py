"""What the control interface does, one function for each operation of its document, named by the operationId."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.control import clock, probes, sessions, showing, tokens, webhooks
from mockserver.errors import MockError
from mockserver.hosts.hosting import Host
from mockserver.hosts.world import World
from mockserver.observing.recording import Record
from mockserver.observing.selection import Selection
from mockserver.observing.verify import Expectation, verify
from mockserver.registers import Register
from mockserver.response import replay
from mockserver.response.again import again
from mockserver.settings import Auth
from mockserver.state.snapshots import Snapshot
from specs.decoding import ABSENT
from specs.errors import SpecError
from specs.messages import Request, Response
from specs.model import Document, Location
from specs.validation import Reading

_MOST_WAITING = 4
"""Each takes a thread, of which there are few."""
_waiting = threading.BoundedSemaphore(_MOST_WAITING)
_DONE = Response(204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, which is as the document has it.

    Attributes:
        world: of the session that it is of, or else the host.
        document: that of the control interface.
    """

    host: Host
    request: Request
    world: World
    reading: Reading
    document: Document

    @property
    def query(self) -> Mapping[str, Any]:
        """Decoded parameters by name."""
        return self.reading.parameters.get(Location.QUERY, {})

    @property
    def body(self) -> Mapping[str, Any]:
        """The decoded body; empty where there is none."""
        return {} if self.reading.body is ABSENT else self.reading.body

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those that are served."""
        return tuple(mock.document for mock in self.world.mocks)


def _document(call: Call) -> Any:
    return {key: value for key, value in call.document.raw.items() if key != "x-ringback-locale"}


def _health(call: Call) -> Response:
    told: dict[str, Any] = {"status": "ok", "documents": len(call.world.mocks)}
    told |= _reload(call.host)
    try:
        call.world.demand_askable()
    except SpecError as error:
        told |= {"status": "unavailable", "error": str(error)}
    return showing.as_json(told, 200 if told["status"] == "ok" else 503)


def _documents(call: Call) -> Any:
    return [
        {
            "name": mock.name,
            "title": mock.document.title,
            "release": mock.document.release,
            "bases": list(mock.bases),
            "operations": len(mock.document.operations),
        }
        for mock in call.world.mocks
    ]


def _journal(call: Call) -> Any:
    query, journal = call.query, call.world.journal
    chooser = _selection(query).known_to(call.documents)
    if query.get("wait"):
        if not _waiting.acquire(blocking=False):
            return showing.refusal(503, "", f"more than {_MOST_WAITING} wait already")
        try:
            journal.wait(query.get("since", journal.last), query["wait"])
        finally:
            _waiting.release()
    records = journal.records()
    last = records[-1].id if records else journal.last
    meant = [record for record in records if chooser.means(record)]
    return {
        "entries": [showing.entry(each.shown()) for each in meant[-query.get("limit", len(meant)) :]],
        "last": last,
    } | _reload(call.host)


def _reload(host: Host) -> dict[str, Any]:
    return {"reload": {"at": host.reloaded.at, "error": host.reloaded.error}} if host.reloaded else {}


def _selection(told: Mapping[str, Any]) -> Selection:
    names = ("operation", "method", "path", "status", "document", "since", "violations")
    return Selection(**{name: told[name] for name in names if name in told})


def _clear_journal(call: Call) -> Response:
    call.world.journal.clear()
    return _DONE


def _verify(call: Call) -> Any:
    told = call.body
    usual = 1 if "atMost" not in told else 0
    wanted = Expectation(
        selection=_selection(told),
        query=told.get("query", {}),
        headers=told.get("headers", {}),
        body=told.get("body", ABSENT),
        pointers=told.get("pointers", {}),
        least=told.get("count", told.get("atLeast", usual)),
        most=told.get("count", told.get("atMost")),
    )
    return showing.verdict(verify(call.world.journal.records(), call.documents, wanted))


def _reset(call: Call) -> Response:
    call.world.reset(call.body.get("only"))
    return _DONE


def _snapshot(call: Call) -> Any:
    return {name: each.as_json() for name, each in call.world.snapshots.take().items()}


def _put_snapshot(call: Call) -> Response:
    call.world.snapshots.put_back({name: Snapshot.of_json(each) for name, each in call.body.items()})
    return _DONE


def _keep_snapshot(call: Call) -> Response:
    call.world.snapshots.keep(_named(call))
    return _DONE


def _seed(call: Call) -> Any:
    return {"seed": call.world.seed}


def _set_seed(call: Call) -> Any:
    call.world.reseed(call.body["seed"])
    return _seed(call)


def _auth(call: Call) -> Any:
    return {"auth": call.world.auth.value}


def _set_auth(call: Call) -> Any:
    call.world.trust(Auth(call.body["auth"]))
    return _auth(call)


def _enable_fault(call: Call) -> Response:
    return _found(call.world.faults.enable(_named(call), on=call.body["enabled"]))


def _listed(register: Callable[[World], Register[Any]]) -> Callable[[Call], Any]:
    return lambda call: register(call.world).listed()


def _added(register: Callable[[World], Register[Any]]) -> Callable[[Call], Response]:
    def add(call: Call) -> Response:
        kept = register(call.world)
        name = kept.add(call.body).name
        return showing.as_json(next(each for each in kept.listed() if each["name"] == name), 201)

    return add


def _removed(register: Callable[[World], Register[Any]]) -> Callable[[Call], Response]:
    return lambda call: _found(register(call.world).remove(_named(call)))


def _named(call: Call) -> str:
    return str(call.reading.parameters[Location.PATH]["name"])


def _found(done: object) -> Response:
    return _DONE if done else showing.missing()


def _replay(call: Call) -> Any:
    if "token" in call.body:
        return _again(call, call.body["token"])
    return _recorded(call, lambda record: record.id == call.body["id"]) or _gone("of this id")


def _recorded(call: Call, meant: Callable[[Record], bool]) -> dict[str, Any] | None:
    """The last response of the journal that is meant; not the same where there are secrets in it."""
    for record in reversed(call.world.journal.records()):
        if meant(record):
            shown = record.shown().exchange.response
            return _made(shown, same=shown == record.response)
    return None


def _again(call: Call, text: str) -> Any:
    """The response of a token: made again where the token is enough, else as the journal has it."""
    token = replay.parse(text)
    if token.dependent:
        found = _recorded(call, lambda record: record.response.header(replay.HEADER) == text)
        return found or _gone("with this token, whose response says something of its request or of the mock's memory")
    errors: list[MockError] = []
    for document in call.documents:
        try:
            made = again(document, token)
        except MockError as error:
            errors.append(error)
        else:
            return _made(made.response, same=made.same)
    raise errors[-1]


def _gone(meant: str) -> Response:
    return showing.refusal(404, "unknown-resource", f"the journal has no exchange {meant}, or no more")


def _made(response: Response, *, same: bool) -> dict[str, Any]:
    return {"status": response.status, **showing.message(response.headers, response.body), "same": same}


def _metrics(call: Call) -> Response:
    text = call.world.metrics.text((mock.name, mock.document.title, mock.document.release) for mock in call.world.mocks)
    return Response(200, (("Content-Type", "text/plain; version=0.0.4"), ("Cache-Control", "no-store")), text.encode())


BY_ID: Mapping[str, Callable[[Call], Any]] = {
    "getDocument": _document,
    "getHealth": _health,
    "getLiveness": probes.live,
    "getReadiness": probes.ready,
    "getDocuments": _documents,
    "getJournal": _journal,
    "clearJournal": _clear_journal,
    "verify": _verify,
    "reset": _reset,
    "getSnapshot": _snapshot,
    "putSnapshot": _put_snapshot,
    "getSnapshots": lambda call: call.world.snapshots.names,
    "keepSnapshot": _keep_snapshot,
    "restoreSnapshot": lambda call: _found(call.world.snapshots.restore(_named(call))),
    "removeSnapshot": lambda call: _found(call.world.snapshots.drop(_named(call))),
    "getSeed": _seed,
    "setSeed": _set_seed,
    "getAuth": _auth,
    "setAuth": _set_auth,
    "getClock": clock.told,
    "setClock": clock.change,
    "advanceClock": clock.advance,
    "getOverrides": _listed(lambda world: world.overrides),
    "addOverride": _added(lambda world: world.overrides),
    "removeOverride": _removed(lambda world: world.overrides),
    "getFaults": _listed(lambda world: world.faults),
    "addFault": _added(lambda world: world.faults),
    "switchFault": _enable_fault,
    "removeFault": _removed(lambda world: world.faults),
    "replay": _replay,
    "getWebhooks": webhooks.listed,
    "sendWebhook": webhooks.send,
    "getMetrics": _metrics,
    "issueToken": tokens.issue,
    "getSessions": sessions.listed,
    "openSession": sessions.begin,
    "endSession": sessions.end,
}
