"""Exchanges as an HTTP Archive."""

from __future__ import annotations

import json

from mockserver.observing import har
from mockserver.observing.recording import Entry
from specs.messages import Exchange, Request, Response


def entry(request: Request, response: Response) -> Entry:
    return Entry(
        id=1,
        at=1_000_000.5,
        seconds=0.25,
        document="Pets 1",
        operation="",
        operation_id="",
        exchange=Exchange(request, response),
        violations=("query limit: x",),
        notes={"response": ["body: y"]},
    )


def test_an_archive_has_what_was_sent_and_received() -> None:
    sent = Request("POST", "/a", "b=c&d=", (("host", "me:1"), ("content-type", "text/plain")), "ä".encode())
    got = Response(200, (("Content-Type", "image/x"), ("Location", "/z")), b"\xff\x00")
    found = har.entry(entry(sent, got))
    assert json.dumps(found)
    assert found["startedDateTime"] == "1970-01-12T13:46:40.250+00:00"
    assert (found["time"], found["timings"]["wait"]) == (250, 250)
    assert found["request"]["url"] == "http://me:1/a?b=c&d="
    assert found["request"]["queryString"] == [{"name": "b", "value": "c"}, {"name": "d", "value": ""}]
    assert found["request"]["postData"] == {"mimeType": "text/plain", "text": "ä"}
    assert found["response"]["content"] == {"size": 2, "mimeType": "image/x", "text": "/wA=", "encoding": "base64"}
    assert found["response"]["redirectURL"] == "/z"
    assert found["_violations"] == ["query limit: x", "response: body: y"]


def test_bytes_that_are_no_text_are_kept_one_by_one() -> None:
    found = har.entry(entry(Request("PUT", "/a", "", (), b"\xff\x00"), Response(204)))
    assert found["request"]["postData"]["text"].encode("latin-1") == b"\xff\x00"
    assert "postData" not in found["response"]
