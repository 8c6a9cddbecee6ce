"""Tokens on request, by the control interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockserver.access.grants import listed
from mockserver.control import showing
from mockserver.identity.minting import Wish, minted
from specs.messages import Response

if TYPE_CHECKING:
    from mockserver.control.operations import Call


def issue(call: Call) -> Response:
    """A token as the body says."""
    lists = {name: frozenset(call.body[name]) for name in ("scopes", "roles") if name in call.body}
    told: dict[str, Any] = {**call.body, **lists}
    wish = Wish(**told)
    made = minted(call.world.mocks, wish, call.request)
    shown = {"token": made.token, "subject": made.grant.subject, "flaw": wish.flaw or None}
    if made.grant.scopes is not None:
        shown["scope"] = listed(made.grant.scopes)
    return showing.as_json(shown, 201)
