"""What the control interface does about sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.control import showing
from mockserver.hosts.sessions import IDLE, Session
from specs.messages import Response
from specs.model import Location

if TYPE_CHECKING:
    from mockserver.control.operations import Call


def listed(call: Call) -> Any:
    """All that are open."""
    return [_shown(each, unused) for each, unused in call.host.sessions.listed()]


def begin(call: Call) -> Response:
    """Open one. Raises SessionError: that is not possible."""
    opened = call.host.sessions.open(call.body.get("name", ""), call.body.get("idle", IDLE))
    return showing.as_json(_shown(opened, 0.0), 201)


def end(call: Call) -> Response:
    """End one."""
    name = str(call.reading.parameters[Location.PATH]["name"])
    return Response(204) if call.host.sessions.end(name) else showing.missing()


def _shown(session: Session, unused: float) -> dict[str, Any]:
    return {
        "name": session.name,
        "path": session.mount,
        "idle": session.idle,
        "unused": round(unused, 3),
        "exchanges": session.world.journal.last,
    }
