"""What the mock does otherwise than its documents say, and by which clock and credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.clock import instant
from mockserver.console.controlling import Asked, controlled, segment
from mockserver.console.forms import Form
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from mockserver.faults.values import EFFECTS
from mockserver.settings import Auth
from specs.messages import Response

PAGE = "console/behaviour"
LATENCY = "latency"
"""The name of the fault that makes every answer take its time."""
_COUNTS = ("name", "calls", "hits", "enabled")
_MEANINGS = {
    Auth.STRICT: "those that the mock has issued or was told of",
    Auth.ANY: "all that are well-formed",
    Auth.OFF: "nobody needs any",
}


def show(visit: Visit) -> Response:
    """The page."""
    world = visit.world
    faults = world.faults.listed()
    return visit.render(
        "behaviour.html",
        overrides=world.overrides.listed(),
        faults=faults,
        latency=next((each.get("latency", "") for each in faults if each["name"] == LATENCY), ""),
        effects=EFFECTS,
        auth=world.auth,
        meanings=_MEANINGS,
        clock=world.clock,
        now=datetime.fromtimestamp(world.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        webhooks=controlled(visit, "GET", "/webhooks"),
        keys=sorted({operation.key for mock in world.mocks for operation in mock.document.operations}),
        written=_written,
    )


def _written(told: Mapping[str, Any]) -> str:
    """What a person wrote of an override or a fault, without what the mock adds."""
    said = {name: value for name, value in told.items() if name not in _COUNTS}
    return json.dumps(said, indent=2, ensure_ascii=False, default=str)


def delay(visit: Visit, form: Form) -> None:
    """Have every answer take its time, or no more."""
    told = form.text("latency").strip()
    if told not in ("", "0"):
        controlled(visit, "POST", "/faults", {"name": LATENCY, "operation": "*", "latency": told})
    elif any(each["name"] == LATENCY for each in controlled(visit, "GET", "/faults")):
        controlled(visit, "DELETE", f"/faults/{LATENCY}")


def fault(form: Form) -> Asked:
    """A fault as the fields say, or as it is written out."""
    if form.text("written"):
        return "POST", "/faults", form.json("written")
    effect = form.demanded("effect")
    told: dict[str, Any] = {"operation": form.text("operation") or "*", effect: _value(form, EFFECTS.get(effect, {}))}
    if form.text("name"):
        told["name"] = form.text("name")
    if form.text("probability"):
        told["probability"] = form.number("probability")
    return "POST", "/faults", told


def _value(form: Form, schema: Mapping[str, Any]) -> Any:
    """What the field holds, of the type that the schema wants."""
    if schema.get("type") == "integer":
        return form.whole("value")
    return form.number("value") if schema.get("type") == "number" else form.demanded("value")


def switch(form: Form) -> Asked:
    """A fault on or off."""
    return "PUT", f"/faults/{segment(form.demanded('name'))}", {"enabled": form.text("on") == "yes"}


def override(form: Form) -> Asked:
    """An override as the fields say, or as it is written out."""
    if form.text("written"):
        return "POST", "/overrides", form.json("written")
    told: dict[str, Any] = {"operation": form.demanded("operation")}
    if form.text("status"):
        told["status"] = form.whole("status")
    if form.text("body"):
        told["body"] = form.json("body")
    for name in ("name", "delay"):
        if form.text(name):
            told[name] = form.text(name)
    return "POST", "/overrides", told


def clock(form: Form) -> Asked:
    """Another time, a clock that stands still, or one that goes on."""
    if form.text("advance"):
        return "POST", "/clock", {"advance": form.number("advance")}
    if form.text("frozen"):
        return "PUT", "/clock", {"frozen": form.text("frozen") == "yes"}
    now = form.demanded("now")
    instant(now)  # says what is wrong with it more plainly than a schema
    return "PUT", "/clock", {"now": now}


def send(visit: Visit, form: Form) -> None:
    """A webhook, or the callback of an operation, to a URL. Raises MockError: it is none."""
    there, number = controlled(visit, "GET", "/webhooks"), form.whole("which")
    if not 0 <= number < len(there):
        raise MockError("there is no such webhook any more")
    meant = there[number]
    told = {"url": form.demanded("url"), **({"operation": meant["operation"]} if meant["operation"] else {})}
    controlled(visit, "POST", f"/webhooks/{segment(meant['name'])}", told)
