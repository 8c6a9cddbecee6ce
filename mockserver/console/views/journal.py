"""The exchanges there were, as they come: what was asked and answered, and what was wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from mockserver.console import rendering, searching
from mockserver.console.forms import Form
from mockserver.console.marking import Piece, pieces
from mockserver.console.policy import guarded, moved
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from mockserver.observing.har import archive
from mockserver.observing.recording import Entry, Record
from mockserver.pipeline import Mock
from specs.messages import Request, Response, read_json
from specs.python_tests import python_test
from specs.redaction import REDACTED
from specs.reproduce import curl
from specs.statuses import phrase
from specs.violations import Violation

PAGE = "console/journal"
SHOWN = 100
"""Exchanges on a page, and sent at a time to one that is open."""
_WAIT = 20.0
_MOST_WAITING = 2
"""Each takes a thread, of which there are few."""
_SOON, _LATER = 500, 1500
"""Milliseconds after which a browser asks again: where it waited for news, and where it could not."""
_waiting = threading.BoundedSemaphore(_MOST_WAITING)


def show(visit: Visit) -> Response:
    """The last exchanges, newest first, or those before another."""
    wrong, chosen, before = "", None, 0
    try:
        chosen, before = searching.search(visit), _number(visit.query.get("before", "0"))
    except MockError as error:
        wrong = str(error)
    records = visit.world.journal.records()
    newest = list(islice(chosen.newest(records, before=before), SHOWN + 1)) if chosen else []
    return visit.render(
        "journal.html",
        records=newest[:SHOWN],
        more=len(newest) > SHOWN,
        before=before,
        wrong=wrong,
        kept=len(records),
        last=records[-1].id if records else visit.world.journal.last,
        keys=sorted({operation.key for mock in visit.world.mocks for operation in mock.document.operations}),
        asked=searching.asked(visit),
        methods=sorted({operation.method for mock in visit.world.mocks for operation in mock.document.operations}),
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise MockError(f"{text[:40]!r} is no number of an exchange")
    return int(text)


def events(visit: Visit) -> Response:
    """What has come since: at once where something has, else as soon as something does.

    The stream ends with that, and the browser asks again after a moment: a mock that is asked for thousands of things
    a second makes two updates in it, and no connection is held that something else could need.
    Source: HTML, Server-sent events.
    """
    since = _number(visit.request.header("last-event-id") or visit.query.get("since", "0"))
    chosen, journal, pause = searching.search(visit), visit.world.journal, _LATER
    known = since if since <= journal.last else 0  # else it is of a mock that ran before this one
    if known == since and _waiting.acquire(blocking=False):
        try:
            journal.wait(since, _WAIT)
            pause = _SOON
        finally:
            _waiting.release()
    records = journal.records()
    found = list(chosen.newest(records, since=known))
    told = {
        "rows": "".join(rendering.page("row.html", visit=visit, record=each) for each in found[:SHOWN]),
        "count": len(found),
        "last": records[-1].id if records else journal.last,
    }
    event = f"id: {told['last']}\ndata: {json.dumps(told)}\n\n" if told["last"] != since else ": nothing new\n\n"
    return guarded(200, "text/event-stream", f"retry: {pause}\n{event}".encode())


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A message of an exchange, as text whose offending parts are marked.

    Attributes:
        text: in stretches.
        violations: what is wrong with it.
    """

    title: str
    text: list[Piece]
    violations: tuple[Violation, ...]


def one(visit: Visit) -> Response:
    """An exchange, or all of those that are kept as an archive."""
    name, _, ending = visit.page.removeprefix(f"{PAGE}/").partition(".")
    if ending not in ("", "har"):
        return visit.console.missing(visit)
    record = _record(visit, _number(name))
    if record is None:
        gone = f"The journal has no exchange {name}, or no more: it keeps the last ones."
        return visit.console.refused(visit, 404, gone)
    if ending:
        return _archive([record], f"exchange-{record.id}.har")
    entry = record.shown()
    request, response = entry.exchange.request, entry.exchange.response
    return visit.render(
        "exchange.html",
        record=record,
        entry=entry,
        sides=(
            Side("Request", pieces(request, record.violations, record.key), record.violations),
            Side("Response", pieces(response, record.answered), record.answered),
        ),
        reason=_reason(record),
        takings=_takings(visit, record, entry),
        trying=_trying(visit, record),
        body=_written(response),
        near=_neighbours(visit.world.journal.records(), record.id),
        sendable=not (record.outgoing or "upstream" in record.notes),
    )


def whole(visit: Visit) -> Response:
    """All exchanges that are kept, as an archive."""
    return _archive(visit.world.journal.records(), "journal.har")


def send_again(visit: Visit, form: Form) -> Response:
    """Ask the mock for the same once more, and show what it says now. Raises MockError: that is not possible."""
    record = _record(visit, form.whole("id"))
    if record is None:
        raise MockError("the journal has no such exchange any more")
    if record.outgoing or (record.request.body.startswith(b"[") and record.request.body.endswith(b" bytes]")):
        raise MockError("of this request the journal has not kept all")
    made = sent(visit, record.request) or record
    return moved(visit.link(f"{PAGE}/{made.id}", done="send-again"))


def sent(visit: Visit, request: Request, mock: Mock | None = None) -> Record | None:
    """What the journal has of a request that is sent to a mock, or to whom it is for; None where that keeps nothing."""
    (mock or visit.world).answer(request)
    return next((each for each in reversed(visit.world.journal.records()) if each.request == request), None)


def _record(visit: Visit, number: int) -> Record | None:
    return next((each for each in visit.world.journal.records() if each.id == number), None)


def _neighbours(records: Sequence[Record], number: int) -> tuple[int | None, int | None]:
    """The ids of the exchanges before and after one."""
    ids = [each.id for each in records]
    at = ids.index(number) if number in ids else 0
    return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


def _reason(record: Record) -> str:
    """Why the mock has refused, as it said itself; empty where it has not."""
    if record.response.status < 400 or "json" not in (record.response.header("content-type") or ""):
        return ""
    try:
        told = json.loads(record.response.body)
    except (ValueError, RecursionError):
        return ""
    found = told.get("detail") or told.get("message") if isinstance(told, dict) else ""
    return found if isinstance(found, str) else ""


def _takings(visit: Visit, record: Record, entry: Entry) -> tuple[tuple[str, str], ...]:
    """The exchange to be taken along, by what reads it; in commands, what is secret is left to a variable."""
    request, status = entry.exchange.request, entry.exchange.response.status
    title = f"{request.method} {request.path} answers {status} {phrase(status)}".strip()
    holds, secrets = f"answer.status_code == {status}", {"SECRET": REDACTED}
    return (
        ("curl", curl(request, visit.origin, secrets=secrets)),
        ("pytest", python_test(title, [request], visit.origin, holds, secrets=secrets)),
        ("HAR", json.dumps(archive([record]), indent=1)),
    )


def _trying(visit: Visit, record: Record) -> str:
    """Where on the page of the API its operation can be tried; empty where it has no name by which it is found."""
    for number, mock in enumerate(visit.world.mocks):
        for operation in mock.document.operations if mock.name == record.book.document else ():
            if operation.key == record.key and operation.id:
                place = "/".join(quote(each, safe="") for each in ((*operation.tags, "default")[0], operation.id))
                return f"{visit.link('console/api', of=number)}#/{place}"
    return ""


def _written(response: Response) -> str:
    """The body as JSON that can be changed; empty where it is none."""
    try:
        return json.dumps(read_json(response.body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _archive(records: Sequence[Record], name: str) -> Response:
    text = json.dumps(archive(records), indent=1)
    headers = (("Content-Disposition", f'attachment; filename="{name}"'),)
    return guarded(200, "application/json", text.encode(), headers=headers)
