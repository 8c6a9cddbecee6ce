"""What the control interface does about webhooks and callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.callbacks.calling import Caller
from mockserver.control import showing
from mockserver.errors import MockError
from specs.decoding import ABSENT
from specs.messages import Response
from specs.model import Location

if TYPE_CHECKING:
    from mockserver.control.operations import Call


def listed(call: Call) -> Any:
    """All that can be sent."""
    return [
        {"name": name, "document": mock.name, "operation": parent or None, "method": method}
        for mock in call.world.mocks
        if mock.caller
        for name, parent, method in mock.caller.names()
    ]


def send(call: Call) -> Response:
    """Have one sent, of the first document that has it.

    Raises:
        MockError: none has it, or it cannot be sent.
        SpecError: no valid request can be made.
    """
    name, told = call.reading.parameters[Location.PATH]["name"], call.body
    callers = [mock.caller for mock in call.world.mocks if mock.caller]
    if not callers:
        raise MockError("nothing is sent", hint="the mock was started with --no-callbacks")
    parent = told.get("operation", "")
    since = call.world.journal.last
    sent = _having(callers, name, parent).send(
        name, told["url"], parent=parent, body=told.get("body", ABSENT), seed=call.world.seed
    )
    return showing.as_json({"name": name, "method": sent.request.method, "since": since}, 202)


def _having(callers: list[Caller], name: str, parent: str) -> Caller:
    """The first that knows it; else the first, to say that it does not."""
    return next((each for each in callers if each.knows(name, parent)), callers[0])
