"""What the control interface does about sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockserver.control import showing
from mockserver.hosts.sessions import IDLE, Glimpse
from specs.messages import Response
from specs.model import Location

if TYPE_CHECKING:
    from mockserver.control.operations import Call


def listed(call: Call) -> Any:
    """All that are open."""
    return [_shown(each) for each in call.host.sessions.listed()]


def begin(call: Call) -> Response:
    """Open one. Raises SessionError: that is not possible."""
    opened = call.host.sessions.open(call.body.get("name", ""), call.body.get("idle", IDLE))
    return showing.as_json(_shown(replace(call.host.sessions.glimpse(opened), unused=0.0)), 201)


def end(call: Call) -> Response:
    """End one."""
    name = str(call.reading.parameters[Location.PATH]["name"])
    return Response(204) if call.host.sessions.end(name) else showing.missing()


def _shown(glimpse: Glimpse) -> dict[str, Any]:
    return {
        "name": glimpse.name,
        "path": glimpse.mount,
        "idle": glimpse.idle,
        "unused": round(max(0.0, glimpse.unused), 3),
        "exchanges": glimpse.exchanges,
    }
