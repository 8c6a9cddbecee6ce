"""What anybody may ask, for programs that look after others: whether it answers, and whether to send it requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.control import showing
from mockserver.errors import StoreError
from mockserver.hosts.hosting import Host
from specs.errors import SpecError
from specs.messages import Response

if TYPE_CHECKING:
    from mockserver.control.operations import Call

PATHS = frozenset({"/live", "/ready"})
"""Below the prefix of the control interface; they tell a word and nothing else."""


def live(_: Call) -> Response:
    """That the process answers."""
    return showing.as_json({"status": "live"})


def ready(call: Call) -> Response:
    """Whether requests are to be sent here."""
    status = _status(call.host)
    return showing.as_json({"status": status}, 200 if status == "ready" else 503)


def _status(host: Host) -> str:
    if host.leaving:
        return "leaving"
    try:
        host.demand_able()
    except (SpecError, StoreError):
        return "unable"
    return "ready"
