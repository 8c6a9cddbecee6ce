"""The gateway's server on loopback, at its end."""

from __future__ import annotations

import threading

import urllib3

from contracts.live.listening import listening
from contracts.live.upstream import Unanswered
from specs.messages import Request, Response


def test_what_is_under_way_at_the_end_is_waited_for() -> None:
    begun, go = threading.Event(), threading.Event()
    done: list[str] = []

    def answer(request: Request) -> Response | Unanswered:
        begun.set()
        assert go.wait(30)
        done.append(request.path)
        return Response(201, (), b"")

    with listening(answer) as url:
        caller = threading.Thread(target=urllib3.request, args=("POST", f"{url}/things"))
        caller.start()
        assert begun.wait(30)
        threading.Timer(0.2, go.set).start()
    assert done == ["/things"]
    caller.join()
