"""What an item has after a client has changed it, and what the answer says of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.outcome import Outcome
from mockserver.state import json_patch
from mockserver.state.call import Call
from mockserver.state.items import Template
from mockserver.state.population import Population
from mockserver.state.store import Item
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.messages import JSON_PATCH, essence


def kept(call: Call, population: Population, resource: Resource, item: Item) -> Outcome:
    """Change an item as it was asked, its id still the same."""
    template = population.templates.of(resource)
    values = changed(call, item.values, template, identity(resource, item))
    after = population.change(call, resource, item, values)
    return told(call, template, values, after.changed)


def identity(resource: Resource, item: Item) -> dict[str, Any]:
    """The member that tells an item's id, as far as it has one."""
    name = resource.id_property
    return {name: item.values[name]} if name and name in item.values else {}


def changed(call: Call, values: Mapping[str, Any], template: Template, fixed: Mapping[str, Any]) -> dict[str, Any]:
    """What an item has after a change; ``fixed`` stays what it is.

    Raises:
        PatchError: it is a JSON Patch, and cannot be done.
    """
    media_type = essence(call.request.header("content-type") or "")
    if media_type == JSON_PATCH:
        return template.patched(values, json_patch.patched(values, call.reading.body), fixed)
    if call.operation.method == "PATCH" or call.role.kind is Kind.PATCH:
        patch = media_type == "application/merge-patch+json"
        return template.merged(values, call.sent, fixed, call.seed, patch=patch)
    return template.replaced(values, call.sent, call.sending.writable, fixed, call.seed)


def told(call: Call, template: Template, values: Mapping[str, Any], when: float, location: str = "") -> Outcome:
    """An item as a change has left it, and what of the change it could not take; ``when`` in seconds since 1970."""
    unsaid, headers = template.lost(call.sent, values), {"location": location} if location else {}
    schema = template.pointer if unsaid else ""
    return Outcome(members=values, unsaid=unsaid, schema=schema, headers=headers, changed=when)
