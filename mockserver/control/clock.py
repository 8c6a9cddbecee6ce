"""What the control interface does about the time that a mock goes by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mockserver.clock import instant

if TYPE_CHECKING:
    from mockserver.control.operations import Call


def told(call: Call) -> Any:
    """What time it is."""
    clock, now = call.world.clock, call.world.clock()
    date = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
    return {"now": now, "date": date, "frozen": clock.frozen, "offset": clock.offset}


def change(call: Call) -> Any:
    """Make it another time, stop it, or let it go on. Raises MockError: no calendar has it."""
    clock, asked = call.world.clock, call.body
    now = instant(asked["now"]) if "now" in asked else None
    with call.world.changing():
        if "frozen" in asked:
            (clock.freeze if asked["frozen"] else clock.resume)()
        if now is not None:
            clock.set(now)
    return told(call)


def advance(call: Call) -> Any:
    """Let time pass at once. Raises MockError: as ``change``."""
    with call.world.changing():
        call.world.clock.advance(call.body["advance"])
    return told(call)
